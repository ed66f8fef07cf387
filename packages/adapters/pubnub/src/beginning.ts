import type { AskSdk, AttachOptions, Env } from '@herenow/adapter'
import { withRetries } from '@herenow/adapter'
import { isKept } from './history.ts'
import type { NativePosition } from './native-position.ts'
import { laterOf, nativePosition, positionAt, positionBefore, positionOf, timeOf } from './native-position.ts'
import type { SdkClient, SdkStoredMessage } from './sdk.ts'
import { readStored, upTo } from './stored-messages.ts'

/** Where an attach begins: what stands before it, as far as that is asked for. */
export interface Beginning {
  /** What comes after it follows: first `replay`, then what is live. */
  readonly position: NativePosition
  /** What is live begins after it. */
  readonly live: NativePosition
  /** Oldest first. */
  readonly replay: readonly SdkStoredMessage[]
  readonly recovered: boolean
}

export interface BeginningNeeds {
  readonly client: Pick<SdkClient, 'time' | 'fetchMessages'>
  readonly ask: AskSdk
  readonly env: Pick<Env, 'clock' | 'random'>
}

/** Messages that are read at most: what is beyond is a gap, which whoever listens heals by pages. */
const most = 1_000

/** Reads what stands before the present attach. `joined`: from where on PubNub delivers. Never rejects. */
export async function readBeginning(
  needs: BeginningNeeds,
  channel: string,
  options: Pick<AttachOptions, 'since' | 'rewind'>,
  joined: NativePosition,
): Promise<Beginning> {
  const { client, ask, env } = needs
  let live = joined
  try {
    const { timetoken } = await withRetries(env, () => ask(async () => client.time()))
    live = laterOf(positionOf(timetoken), joined)
    return (await readAsked(needs, channel, options, live)) ?? nothingBefore(live)
  } catch {
    // Without history there is nothing to replay, which `recovered` tells.
    return nothingBefore(live)
  }
}

/** `null`: nothing is asked for, or it isn't there. */
async function readAsked(
  needs: BeginningNeeds,
  channel: string,
  { since, rewind }: Pick<AttachOptions, 'since' | 'rewind'>,
  live: NativePosition,
): Promise<Beginning | null> {
  const from = beginsAfter(since, rewind, live)
  // By another clock: whoever goes on from there would take everything until then for known.
  if (from && from.offset > live.offset) return null
  if (from) {
    const { messages, isComplete } = await readMissed(needs, channel, from, live)
    return isComplete ? { position: from, live, replay: messages, recovered: since !== null } : null
  }
  if (since !== null || typeof rewind !== 'number' || rewind < 1) return null
  const range = { before: upTo(live), limit: Math.min(rewind, most), from: 'newest' } as const
  const { messages } = await withRetries(needs.env, () => readStored(needs, channel, range))
  const [oldest] = messages
  const position = oldest ? positionBefore(positionOf(oldest.timetoken)) : live
  return { position, live, replay: messages, recovered: false }
}

function nothingBefore(live: NativePosition): Beginning {
  return { position: live, live, replay: [], recovered: false }
}

/** `null`: no such place is named, or it is of another time. */
function beginsAfter(
  since: AttachOptions['since'],
  rewind: AttachOptions['rewind'],
  live: NativePosition,
): NativePosition | null {
  if (typeof since === 'number') return positionBefore(positionAt(since))
  if (since !== null) return nativePosition(since)
  return typeof rewind === 'object' && rewind !== null
    ? positionAt(Math.max(0, timeOf(live) - rewind.seconds * 1_000))
    : null
}

/** Throws `invalid_argument` for a place or a time at which nothing can begin. */
export function checkBeginning({ since }: Pick<AttachOptions, 'since'>): void {
  if (typeof since === 'number') positionAt(since)
  else if (since !== null) nativePosition(since)
}

export interface Missed {
  /** Oldest first. */
  readonly messages: readonly SdkStoredMessage[]
  /** Nothing is missing between them and where they begin after. */
  readonly isComplete: boolean
}

/** What came after a position, up to another, itself included. */
export async function readMissed(
  needs: BeginningNeeds,
  channel: string,
  from: NativePosition,
  to: NativePosition,
): Promise<Missed> {
  const range = { after: from, before: upTo(to), limit: most, from: 'newest' } as const
  const { messages, more, isAnchored } = await withRetries(needs.env, () => readStored(needs, channel, range))
  return { messages, isComplete: !more && (isAnchored || isKept(from, needs.env.clock)) }
}
