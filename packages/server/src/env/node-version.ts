import process, { versions } from 'node:process'

/** The version of Node that runs the server, such as `22.13.0`. */
export const nodeVersion: string = versions.node

/** Whether Node imports files with types in them: from 22.18 on it does. */
export const readsTypeScript: boolean = Boolean(process.features.typescript)
