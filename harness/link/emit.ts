import type { Adt, Procedure, Program } from '../program/program.ts'
import { Emission, type EmitOptions } from './emission.ts'
import { memberKey, slotOf } from './handles.ts'
import type { AdtImage, DatumImage, Image, ProcedureImage } from './image.ts'
import type { Linkage } from './linkage.ts'
import { sharedComponent } from './place-image.ts'
import { writeScope } from './scope-form.ts'
import { writeUnits } from './units.ts'

export type { EmitOptions } from './emission.ts'

/** Compiles a program for linking: its text under a linkage, with the tables that a site needs to bind it. */
export function emitImage(program: Program, linkage: Linkage, options: EmitOptions = {}): Image {
  const emission = new Emission(program, linkage, options)
  const { units, lines } = linkage.form === 'scope' ? writeScope(emission) : { units: writeUnits(emission), lines: [] }
  return {
    version: emission.version,
    form: linkage.form,
    units,
    lines,
    adts: [...program.adts.values()].map((adt) => describeAdt(adt, emission)),
    data: [...program.data.values()].map((datum): DatumImage => ({
      id: datum.id,
      name: datum.name,
      key: emission.handles.cellKey(datum),
      type: datum.type,
      representation: datum.representation,
      component: datum.component,
    })),
    procedures: [...program.procedures.values()].map((procedure) => describeProcedure(procedure, emission)),
  }
}

function describeAdt(adt: Adt, emission: Emission): AdtImage {
  const { id, name, representation } = adt
  const parent = typeof adt.extends === 'object' ? { parent: adt.extends.target } : {}
  const outside =
    adt.outsideParent === undefined
      ? {}
      : { outsideParent: emission.module(adt.module).text.slice(adt.outsideParent.start, adt.outsideParent.end) }
  return { id, name, representation, fields: adt.fields.map((field) => field.name), ...parent, ...outside }
}

function describeProcedure(procedure: Procedure, emission: Emission): ProcedureImage {
  const { id, module, form, signature, fingerprint } = procedure
  const isMember = procedure.adt !== undefined && form !== 'constructor'
  const key = isMember ? memberKey(procedure) : slotOf(procedure)
  const slot = form === 'method' ? (emission.options.slots?.get(key) ?? key) : key
  return {
    id,
    module,
    slot,
    form,
    static: procedure.static,
    async: procedure.async,
    generator: procedure.generator,
    signature: signature.fingerprint,
    fingerprint,
    component: emission.program.components.get(module) ?? sharedComponent,
    ...(emission.isLeftOut(procedure) ? { leftOut: true } : {}),
    ...(procedure.adt === undefined ? {} : { adt: procedure.adt }),
  }
}
