import { resolveServerUrl } from './resolve-server-url.ts'

/** Where the server listens: as the build was told, else beside the page on the default port. */
export const serverUrl: string = resolveServerUrl(import.meta.env.VITE_HERENOW_URL, location)
