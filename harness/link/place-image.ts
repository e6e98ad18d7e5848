import type { Image, ProcedureImage } from './image.ts'

/** Component of modules that are of none: their code is at every site. */
export const sharedComponent = 'program'

/** Whether a component is among those of a site; what is of none is everywhere. */
export function isPlacedHere(component: string, here: readonly string[] | undefined): boolean {
  return here === undefined || component === sharedComponent || here.includes(component)
}

/**
 * What a site is sent of a version when only some components run there: procedures of the others are stubs, and their
 * static data are not there.
 * Of a program in one scope the text has been written for the site: only what describes it is adapted.
 */
export function placeImage(image: Image, here: readonly string[] | undefined): Image {
  if (here === undefined) return image
  const isHere = ({ component }: { readonly component: string }): boolean => isPlacedHere(component, here)
  const absent = new Set(
    [...image.procedures, ...image.data].filter((entity) => !isHere(entity)).map((entity) => entity.id),
  )
  return {
    ...image,
    units: image.units.filter(({ id, kind }) => kind === 'pointer' || !absent.has(id)),
    data: image.data.filter(isHere),
    procedures: image.procedures.map((procedure): ProcedureImage =>
      isHere(procedure) || !isCallable(procedure) ? procedure : { ...procedure, remote: true },
    ),
  }
}

/** Types do not run across sites: what is called there is a procedure with a name. */
export function isCallable({ form }: Pick<ProcedureImage, 'form'>): boolean {
  return form === 'function' || form === 'arrow'
}
