import type { AskSdk, AttachOptions, Env, RealtimeError } from '@herenow/adapter'
import { withRetries } from '@herenow/adapter'
import type { InboundMessage, RealtimeChannel, RealtimeClient } from 'ably'
import type { NativePosition } from './native-position.ts'
import { isKept } from './received.ts'
import { positionAt, positionBefore, positionOf } from './native-position.ts'

/** Where an attach begins: what stands before it, as far as that is asked for. */
export interface Beginning {
  /** `null`: it can't be told. */
  readonly position: NativePosition | null
  /** Oldest first. */
  readonly replay: readonly InboundMessage[]
  /** Why it can't be told. */
  readonly error: RealtimeError | null
}

export interface BeginningNeeds {
  readonly client: Pick<RealtimeClient, 'time'>
  readonly ask: AskSdk
  readonly env: Pick<Env, 'clock' | 'random'>
}

/** Ably gives at most so many at once. */
const most = 1_000

/**
 * Reads what stands before the present attach of a channel, without a hole between the two: its last message, for the
 * position, or as many as are to be replayed. Never rejects.
 */
export async function readBeginning(
  needs: BeginningNeeds,
  native: RealtimeChannel,
  rewind: AttachOptions['rewind'],
): Promise<Beginning> {
  try {
    return await withRetries(needs.env, () => read(needs, native, rewind))
  } catch (thrown) {
    return { position: null, replay: [], error: thrown as RealtimeError }
  }
}

async function read(
  { client, ask }: BeginningNeeds,
  native: RealtimeChannel,
  rewind: AttachOptions['rewind'],
): Promise<Beginning> {
  const isByTime = typeof rewind === 'object' && rewind !== null
  const from = isByTime ? (await ask(() => client.time())) - rewind.seconds * 1_000 : 0
  const limit = isByTime ? most : Math.min(Math.max(rewind ?? 0, 1), most)
  const page = await ask(() => native.history({ untilAttach: true, limit }), native.name)
  const items = page.items.filter(isKept)
  const wanted = rewind ? items.filter(({ timestamp }) => timestamp >= from) : []
  const replay = [...wanted].reverse()
  const position = before(replay, items) ?? positionAt(await ask(() => client.time()))
  return { position, replay, error: null }
}

/** `items`: newest first. `null`: nothing was ever said there, or nothing is kept. */
function before(replay: readonly InboundMessage[], items: readonly InboundMessage[]): NativePosition | null {
  const [oldest] = replay
  if (!oldest) return positionOf(items[0]?.serial)
  return oldest.serial === undefined ? null : positionBefore(oldest.serial)
}
