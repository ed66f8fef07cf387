import type { UserInfo } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { nativeName, presenceName } from './channel-names.ts'
import { hint } from './hints.ts'
import { sealedState } from './presence-state.ts'

/** What stands in the one address by which the SDK asks for all channels: their names, and our states in them. */
export interface SharedAddress {
  /** Makes room for a channel, and for who we are in it. Throws `invalid_argument` if there is none. */
  add(channel: string, isWatched: boolean): void
  /** Makes room for another state in a channel that was added. Throws `invalid_argument` if there is none. */
  readonly setState: (channel: string, state: unknown) => void
  remove(channel: string): void
  readonly clear: () => void
}

/** Characters that PubNub takes, headers included. */
const nativeLimit = 32_768
/** What of that is left for keys, the user, the token, and headers. */
const besideChannels = 6_144

const most = nativeLimit - besideChannels

interface Share {
  /** Characters. */
  readonly names: number
  readonly state: number
}

export function createSharedAddress(info: UserInfo | null): SharedAddress {
  const shares = new Map<string, Share>()

  function put(channel: string, share: Share): void {
    const others = [...shares].filter(([name]) => name !== channel).map(([, it]) => it)
    const total = [...others, share].reduce((sum, { names, state }) => sum + names + state, 0)
    const before = shares.get(channel)
    // What gets no longer is no worse than before.
    if (total > most && (!before || share.names + share.state > before.names + before.state)) throw tooLong(channel)
    shares.set(channel, share)
  }

  function lengthOf(channel: string, state: unknown): number {
    const sealed = sealedState({ state, info })
    return Object.keys(sealed).length === 0 ? 0 : inAddress(JSON.stringify({ [nativeName(channel)]: sealed }))
  }

  return {
    add(channel, isWatched) {
      const native = nativeName(channel)
      const before = shares.get(channel)
      const names = inAddress(`${native},${isWatched ? `${presenceName(native)},` : ''}`)
      put(channel, {
        names: Math.max(names, before?.names ?? 0),
        state: before?.state ?? lengthOf(channel, null),
      })
    },
    setState(channel, state) {
      const before = shares.get(channel)
      if (before) put(channel, { ...before, state: lengthOf(channel, state) })
    },
    remove: (channel) => void shares.delete(channel),
    clear: () => shares.clear(),
  }
}

/** As the SDK writes a text there. */
function inAddress(text: string): number {
  return encodeURIComponent(text).replace(/[!~*'()]/g, '%__').length
}

function tooLong(channel: string): Error {
  const message = 'The names and states of all attached channels do not fit into one address of PubNub.'
  return adapterError('invalid_argument', message, { hint: hint('address'), channel })
}
