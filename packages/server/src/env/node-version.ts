import { versions } from 'node:process'

/** The version of Node that runs the server, such as `22.13.0`. */
export const nodeVersion: string = versions.node
