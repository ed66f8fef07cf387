import type { ClientCore } from './client-core.ts'
import type { Client } from './client.ts'
import { hasInside, inside } from './inside.ts'
import { invalid } from './errors.ts'

/** Calls `use` with what is behind a client. Throws `invalid_argument` for an object that is no client. */
export function insideClient<Result>(client: Client, use: (core: ClientCore) => Result): Result {
  if (!hasInside<ClientCore>(client)) throw invalid('This client was not made by createClient.')
  return client[inside](use)
}
