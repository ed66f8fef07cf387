/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the Herenow server listens, for example `ws://localhost:7070`. */
  readonly VITE_HERENOW_URL?: string
  /** The service and its settings, as a query: `service=centrifugo&url=wss://…&token=…`. Default: a Herenow server. */
  readonly VITE_SERVICE?: string
  /** `1`: the address of a page chooses its service, also in a build. */
  readonly VITE_SERVICE_BY_ADDRESS?: string
}
