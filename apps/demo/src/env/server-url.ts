/** Where the server listens: as the build was told, else beside the page on the default port. */
export const serverUrl: string = import.meta.env.VITE_HERENOW_URL ?? `ws://${location.hostname}:7070`
