/** What the client for back ends takes from where it runs: Node, an edge or a worker. */
export interface WebEnv {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** Aborts after so many milliseconds. */
  readonly timeout: (milliseconds: number) => AbortSignal
}

/** The real ones, looked up at each call: whoever replaces them later is heard. */
export const webEnv: WebEnv = {
  fetch: (url, init) => fetch(url, init),
  timeout: (milliseconds) => AbortSignal.timeout(milliseconds),
}
