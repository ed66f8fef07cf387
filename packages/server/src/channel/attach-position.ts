import type { Attach, AttachResult } from '@herenow/protocol'
import type { ChannelPosition, Start } from '../engine/engine.ts'

/** The question that an attach puts to the engine: where do the messages start that it asks to see again? */
export function startOf(attach: Pick<Attach, 'since' | 'rewind'>, date: number): Start | undefined {
  const { since, rewind } = attach
  if (typeof since === 'number') return { since }
  if (since !== undefined || rewind === undefined) return undefined
  return typeof rewind === 'number' ? { last: rewind } : { since: date - rewind.seconds * 1_000 }
}

/**
 * The answer to an attach: everything after its `offset` follows. `recovered` is `true` only where `since` was asked
 * for and history still reaches it; a `rewind` shows what there is and promises nothing.
 */
export function attachResult(attach: Pick<Attach, 'since' | 'rewind'>, position: ChannelPosition): AttachResult {
  const { epoch, top, floor, start, reachesBackTo, previous } = position
  const { since } = attach
  if (since === undefined) return { epoch, offset: start, recovered: false }
  if (typeof since === 'number') return { epoch, offset: start, recovered: since >= reachesBackTo }
  const recovered = since.epoch === epoch && since.offset >= floor && since.offset <= top
  const continues = previous !== undefined && since.epoch === previous.epoch ? { continues: previous.kept } : {}
  return { epoch, offset: recovered ? since.offset : top, recovered, ...continues }
}
