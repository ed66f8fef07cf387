import { RealtimeError } from './error.ts'
import { hint } from './hint.ts'

/** UTF-8 bytes, which here are characters: names are ASCII. */
export const maxChannelNameLength = 200

const rule = `Allowed are 1 to ${maxChannelNameLength} letters, digits and _ @ = -, with single : or . between them.`

const segments = /^[A-Za-z0-9_@=-]+(?:[.:][A-Za-z0-9_@=-]+)*$/

/** Why `name` can't be a channel: `malformed`, `reserved`, or `null` when it can. One rule for clients and servers. */
export function channelNameProblem(name: unknown): 'malformed' | 'reserved' | null {
  if (typeof name !== 'string' || name.length > maxChannelNameLength) return 'malformed'
  if (name.startsWith('group:') || name === '*' || /[.:]\*$/.test(name)) return 'reserved'
  return segments.test(name) ? null : 'malformed'
}

/** Throws `invalid_argument` when `name` can't be a channel's. */
export function assertChannelName(name: unknown): asserts name is string {
  const problem = channelNameProblem(name)
  if (problem === null) return
  const shown = typeof name === 'string' ? `"${name.slice(0, 60)}"` : `A value of type ${typeof name}`
  throw new RealtimeError({
    code: 'invalid_argument',
    // Names come from users and URLs, so they fail in production too, where browsers have no hints.
    message:
      problem === 'reserved' ? `${shown} is a reserved channel name.` : `${shown} is not a channel name. ${rule}`,
    hint: hint(problem === 'reserved' ? 'channel-reserved' : 'channel-name'),
  })
}
