import type { LimitName } from '../../metrics/limit-names.ts'
import type { Turns } from '../../socket/turns.ts'
import type { ApiError } from './api-error.ts'
import { apiError, apiErrorCode } from './api-error.ts'
import type { ApiRight } from './api-keys.ts'
import type { Denial } from './caller-rights.ts'
import { denialHint } from './caller-rights.ts'
import type { ApiContext } from './method.ts'
import { isMethodName, methods } from './methods.ts'
import { isRecord } from './param.ts'

/** What came of one method. */
export type ApiReply =
  | { readonly result: object; readonly error?: undefined }
  | { readonly error: ApiError; readonly result?: undefined }

/** Who asks, and what answers. */
export interface ApiCaller {
  readonly context: ApiContext
  /** Why it doesn't have a right; `null`: it has. */
  denial(right: ApiRight): Denial | null
  /** A method was run. `code`: of its error, or 0. */
  ran(method: string, code: number): void
  /** A limit was reached. */
  over(limit: LimitName): void
  /** A method threw: what is no `RealtimeError` is the server's failure. */
  refused(error: unknown): void
}

/** Commands, and milliseconds of them, before others have their turn. */
const [commandsPerTurn, timePerTurn] = [50, 8]
const mostCommands = 10_000

/** Runs one method. `params` is what arrived. Rejects only for many while the server doesn't run. */
export async function runMethod(caller: ApiCaller, name: string, params: unknown): Promise<ApiReply> {
  const reply = await run(caller, name, params)
  caller.ran(isMethodName(name) || name === 'batch' ? name : 'unknown', reply.error?.code ?? 0)
  return reply
}

async function run(caller: ApiCaller, name: string, params: unknown): Promise<ApiReply> {
  if (name === 'batch') return runBatch(caller, params)
  if (!isMethodName(name)) return refused(apiErrorCode.notFound, 'method not found')
  const denial = caller.denial(name)
  if (denial !== null) {
    const why = denial === 'key' ? '' : `. ${denialHint[denial]}`
    return refused(apiErrorCode.permissionDenied, `permission denied: ${name}${why}`)
  }
  if (!isRecord(params)) return refused(apiErrorCode.badRequest, 'bad request: parameters must be an object')
  try {
    return { result: await methods[name].run(caller.context, params) }
  } catch (error) {
    caller.refused(error)
    return { error: apiError(error) }
  }
}

/** Runs many in order, and with `all` beginning with the next before the one before is done. Rejects where one of them does. */
export async function runMany<T>(
  turns: Pick<Turns, 'now' | 'later'>,
  commands: readonly T[],
  run: (command: T) => Promise<object>,
  all = false,
): Promise<readonly object[]> {
  const replies: Promise<object>[] = []
  let since = turns.now()
  for (const [index, command] of commands.entries()) {
    if ((index > 0 && index % commandsPerTurn === 0) || turns.now() - since >= timePerTurn) {
      await new Promise<void>((resolve) => turns.later(resolve))
      since = turns.now()
    }
    const reply = run(command)
    if (!all) await reply
    replies.push(reply)
  }
  return Promise.all(replies)
}

/** Many methods in one request. */
async function runBatch(caller: ApiCaller, params: unknown): Promise<ApiReply> {
  const given: { commands?: unknown; parallel?: unknown } = isRecord(params) ? params : {}
  const commands = given.commands ?? []
  if (Array.isArray(commands) && commands.length > mostCommands) caller.over('apiCommands')
  if (!Array.isArray(commands) || commands.length > mostCommands) {
    return refused(apiErrorCode.badRequest, `bad request: \`commands\` must be a list of at most ${mostCommands}`)
  }
  const replies = await runMany(
    caller.context.services().turns,
    commands,
    (command: unknown) => runCommand(caller, command),
    given.parallel === true,
  )
  return { result: { replies } }
}

async function runCommand(caller: ApiCaller, command: unknown): Promise<object> {
  const [[name, params] = ['', null], ...rest]: [string, unknown][] = isRecord(command) ? Object.entries(command) : []
  // A batch in a batch would have no end.
  if (name === 'batch') return refused(apiErrorCode.notFound, 'method not found')
  if (rest.length > 0) return refused(apiErrorCode.badRequest, 'bad request: a command names one method')
  const { result, error } = await runMethod(caller, name, params)
  return error === undefined ? { [name]: result } : { error }
}

function refused(code: number, message: string): { readonly error: ApiError } {
  return { error: { code, message } }
}
