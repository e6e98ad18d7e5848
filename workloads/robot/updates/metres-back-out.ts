/**
 * Nothing in their interfaces tells that these procedures have to agree: each takes, gives or holds lengths as plain
 * numbers. The last four are the same text in both releases, but have a length of one callee in hand when they call the next.
 */
export const groups = [
  [
    'scale.ts#toLength',
    'scale.ts#toCounts',
    'scale.ts#wholeCounts',
    'profile.ts#nextSpeed',
    'wire.ts#fromMillimetres',
    'wire.ts#toMicrometres',
    'workspace.ts#clamp',
    'motion.ts#advance',
    'points.ts#teach',
    'points.ts#place',
    'status.ts#listPositions',
  ],
]
