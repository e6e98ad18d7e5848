import type { Image, ProcedureImage } from './image.ts'

/** Component of modules that are of none: their code is at every site. */
export const sharedComponent = 'program'

/**
 * What a site is sent of a version when only some components run there: procedures of the others are stubs, and their
 * static data are not there.
 * @throws Error for a program in one scope, whose procedures cannot be taken apart
 */
export function placeImage(image: Image, here: readonly string[] | undefined): Image {
  if (here === undefined) return image
  if (image.form === 'scope') throw new Error('a program in one scope runs at one site: its linkage must say `units`')
  const isHere = ({ component }: { readonly component: string }): boolean =>
    component === sharedComponent || here.includes(component)
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
function isCallable({ form }: ProcedureImage): boolean {
  return form === 'function' || form === 'arrow'
}
