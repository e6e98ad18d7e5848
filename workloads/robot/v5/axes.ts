/** Axes that move: x, y and z of the gantry, and the three of the wrist. */
export const axes = 6

/** Addresses on the drive bus: room for more axes than a machine has. */
export const addresses = 8
