import { adapterError, assertChannelName, channelNameProblem } from '@herenow/adapter'
import { hint } from './hints.ts'

/** Characters of a channel's name at PubNub. */
export const longestName = 92

/** Behind a channel's name: where PubNub tells who comes and goes. */
const presenceSuffix = '-pnpres'

/**
 * What the SDK would take for something else, and how it is written instead: every name with `-pnpres` in it is a presence
 * channel to it, and it keeps names as keys of objects. No name of ours has `~~` otherwise, as no two colons follow each other.
 */
const takenOtherwise: readonly (readonly [RegExp, string])[] = [
  [/-pnpres/g, '-~~pnpres'],
  [/^__proto__$/, '__~~proto__'],
]

/**
 * A channel's name at PubNub, which allows no colon: `room:lobby` is `room~lobby` there. Throws `invalid_argument` for what
 * can't be a name, here or there.
 */
export function nativeName(channel: string): string {
  assertChannelName(channel)
  const native = encoded(channel)
  if (native.length <= longestName) return native
  throw adapterError('invalid_argument', `PubNub takes no channel name of more than ${longestName} characters.`, {
    hint: hint('channelName'),
    channel,
  })
}

/** The other way round. `null`: no channel of ours has this name. */
export function channelName(native: string): string | null {
  const channel = native.replaceAll('~~', '').replaceAll('~', ':')
  return channelNameProblem(channel) === null && encoded(channel) === native ? channel : null
}

/** The presence channel of a channel, by their names at PubNub. */
export function presenceName(native: string): string {
  return `${native}${presenceSuffix}`
}

/** Whose presence channel it is; `null`: it is none. */
export function presenceOwner(native: string): string | null {
  return native.endsWith(presenceSuffix) ? native.slice(0, -presenceSuffix.length) : null
}

function encoded(channel: string): string {
  const native = channel.replaceAll(':', '~')
  return takenOtherwise.reduce((name, [taken, instead]) => name.replace(taken, instead), native)
}
