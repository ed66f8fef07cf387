import { isElsewhere, isMethodName } from './methods.ts'
import { isRecord } from './param.ts'
import type { ApiCaller } from './run-method.ts'
import { runMany, runMethod } from './run-method.ts'

/** One command of the older form of the API. */
export interface LineCommand {
  /** Echoed where it is given. */
  readonly id: number
  readonly method: string
  readonly params: unknown
}

const mostLines = 10_000

/** Methods by number, as the first clients sent them. */
const numbered = [
  'publish',
  'broadcast',
  'unsubscribe',
  'disconnect',
  'presence',
  'presence_stats',
  'history',
  'history_remove',
  'channels',
  'info',
  'rpc',
  'subscribe',
  'refresh',
]

/**
 * Reads commands: one JSON object, or one on each line; `over` is called for too many. `null`: one of them is none, or names a method that nobody has; then none
 * may be run.
 */
export function readLines(body: string, over: () => void): readonly LineCommand[] | null {
  const lines = isRecord(parse(body)) ? [body] : body.split('\n').filter((line) => line.trim() !== '')
  if (lines.length > mostLines) over()
  if (lines.length === 0 || lines.length > mostLines) return null
  const commands: LineCommand[] = []
  for (const line of lines) {
    const command = readLine(line)
    if (command === null) return null
    commands.push(command)
  }
  return commands
}

/** Runs commands in order. Returns one line for each. */
export async function runLines(caller: ApiCaller, commands: readonly LineCommand[]): Promise<string> {
  const replies = await runMany(caller.context.services().turns, commands, async ({ id, method, params }) => {
    // Only the question without parameters may come without them.
    const given = method === 'info' ? (params ?? {}) : params
    return { ...(id === 0 ? {} : { id }), ...(await runMethod(caller, method, given)) }
  })
  return replies.map((reply) => JSON.stringify(reply)).join('\n')
}

function readLine(line: string): LineCommand | null {
  const parsed = parse(line)
  if (!isRecord(parsed)) return null
  const { id = 0, method = 0, params } = parsed
  const name = typeof method === 'number' ? numbered[method] : method
  if (typeof id !== 'number' || typeof name !== 'string') return null
  const known = name.toLowerCase()
  return isMethodName(known) || isElsewhere(known) ? { id, method: known, params } : null
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
