import type { AdapterHistoryPage, HistoryQuery, Position } from '@herenow/adapter'
import { assertChannelName, isMessageId } from '@herenow/adapter'
import type { WirePosition } from '@herenow/protocol'
import type { EngineQuery } from '../engine/engine.ts'
import { readMessage } from '../engine/received-message.ts'
import { refusal } from '../refusal.ts'
import type { Services } from '../services.ts'

const defaultLimit = 100

/** Reads stored messages, 100 of them and newest first unless asked otherwise. */
export async function serverHistory(
  services: Services,
  channel: string,
  query: Partial<HistoryQuery>,
): Promise<AdapterHistoryPage> {
  assertChannelName(channel)
  const full: HistoryQuery = { ...query, limit: query.limit ?? defaultLimit, direction: query.direction ?? 'backwards' }
  const page = await services.engine.history(channel, engineQuery(full))
  const { epoch } = page
  const items = page.messages.map(({ text, offset }) => readMessage(channel, text, { epoch, offset }))
  const last = items.at(-1)?.position ?? undefined
  return { items, complete: page.complete, next: page.more && last !== undefined ? nextQuery(full, last) : null }
}

function nextQuery(query: HistoryQuery, last: Position): HistoryQuery {
  return query.direction === 'forwards' ? { ...query, after: last } : { ...query, before: last }
}

function engineQuery(query: HistoryQuery): EngineQuery {
  if (!Number.isSafeInteger(query.limit) || query.limit < 1) {
    throw refusal('invalid_argument', '`limit` must be a whole number, at least 1.')
  }
  return {
    ...query,
    before: wirePosition(query.before),
    after: wirePosition(query.after),
    until: wirePosition(query.until),
  }
}

function wirePosition(position: Position | undefined): WirePosition | undefined {
  if (position === undefined) return undefined
  const { epoch, offset } = position
  if (typeof offset === 'number') return { epoch, offset }
  throw refusal('invalid_argument', 'Positions of this server have whole numbers as offsets.')
}

/** Forgets one stored message. Resolves with whether there was one. Whoever reads the channel later misses nothing else. */
export async function serverMessageRemove(services: Services, channel: string, id: string): Promise<boolean> {
  assertChannelName(channel)
  if (!isMessageId(id)) throw refusal('invalid_argument', '`id` must be the id of a message.')
  return services.engine.removeMessage(channel, id)
}

/** Forgets the stored messages of a channel. Whoever comes back from before is told of a gap, as after retention. */
export async function serverHistoryRemove(services: Services, channel: string): Promise<void> {
  assertChannelName(channel)
  await services.engine.removeHistory(channel)
}
