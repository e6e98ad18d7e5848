/** Axes that move: x, y and z of the gantry. */
export const axes = 3

/** Addresses on the drive bus: room for more axes than a machine has. */
export const addresses = 8
