/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the Herenow server listens, for example `ws://localhost:7070`. */
  readonly VITE_HERENOW_URL?: string
}
