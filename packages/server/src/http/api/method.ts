import type { ServerFigures } from '../../api/server-figures.ts'
import type { ServerInfo } from '../../api/server-info.ts'
import type { Services } from '../../services.ts'
import type { Given, Params, Schema } from './param.ts'
import { readParams, schemaOf } from './param.ts'

/** What methods work with. */
export interface ApiContext {
  /** Throws `connection_closed` while the server doesn't run. */
  services(): Services
  info(): ServerInfo
  figures(): Promise<ServerFigures>
  /** The names of all that the caller may do. */
  rights(): readonly string[]
  /** Counts characters of the answer to one request. Throws `rate_limited` when there would be too many. */
  spend(characters: number): void
}

/** One method of the API, with what its description needs. */
export interface ApiMethod {
  readonly summary: string
  readonly request: Schema
  readonly result: Schema
  /** Parameters as they stand in a URL. */
  readonly params: Params
  /** Rejects with a `RealtimeError` for what can't be done. */
  run(context: ApiContext, given: Readonly<Record<string, unknown>>): Promise<object>
}

interface Definition<P extends Params> {
  readonly summary: string
  readonly params: P
  /** Properties of the result; default: none. */
  readonly result?: Schema
  run(context: ApiContext, given: Given<P>): Promise<object> | object
}

/** Puts a method together: its parameters are read before it runs. */
export function method<P extends Params>(definition: Definition<P>): ApiMethod {
  const { summary, params, result = {} } = definition
  return {
    summary,
    params,
    request: schemaOf(params),
    result: { type: 'object', properties: result },
    run: async (context, given) => definition.run(context, readParams(params, given)),
  }
}
