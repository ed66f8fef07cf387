import type { Link } from './connection/link.ts'
import type { Streams } from './streams.ts'

/** Milliseconds for one request, and for one attempt to attach. What is read in between begins them anew. */
export const requestTimeout = 10_000

/** The connection that there is. `streams: null`: nothing is kept. */
export interface Up {
  readonly link: Link
  readonly streams: Streams | null
}
