/** The version of Node that runs us, such as `22.13.0`. */
export const nodeVersion: string = process.versions.node
