import type { WireMessage, WirePosition } from '@herenow/protocol'
import { serverHistoryRemove, serverMessageRemove } from '../../../api/server-history.ts'
import type { EnginePage, EngineQuery } from '../../../engine/engine.ts'
import { refusal } from '../../../refusal.ts'
import type { Services } from '../../../services.ts'
import type { ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import { boolean, channelName, integer, messageId, object, optional, required, string } from '../param.ts'

/** Publications in one answer. */
const mostPublications = 10_000

const channel = required(channelName, 'The channel.')

export const history: ApiMethod = method({
  summary: 'Reads stored messages: the oldest first, with `reverse` the newest.',
  params: {
    channel,
    limit: optional(integer(-1), `0: the position only; -1: all. At most ${mostPublications}.`),
    since: optional(
      object({ offset: optional(integer(0), 'Exclusive.'), epoch: optional(string, 'As an answer had it.') }),
      'After this position, with `reverse` before it.',
    ),
    reverse: optional(boolean, 'The newest first.'),
  },
  result: {
    publications: { type: 'array', items: { type: 'object' } },
    offset: { type: 'integer' },
    epoch: { type: 'string' },
  },
  async run(context, { channel: name, limit = 0, since, reverse = false }) {
    const services = context.services()
    assertHistory(services, name)
    const { epoch, top } = await services.engine.position(name)
    const isForeign = since?.epoch !== undefined && since.epoch !== epoch
    if (isForeign) throw unrecoverable()
    if (limit === 0) return { publications: [], epoch, offset: top }
    const from = since === undefined ? null : { epoch, offset: since.offset ?? 0 }
    const wanted = limit < 0 ? mostPublications : Math.min(limit, mostPublications)
    return read(services, name, { wanted, from, reverse, spend: (characters) => context.spend(characters) })
  },
})

export const history_remove: ApiMethod = method({
  summary: 'Forgets the stored messages of a channel. Offsets go on where they were.',
  params: { channel },
  async run(context, { channel: name }) {
    assertHistory(context.services(), name)
    await serverHistoryRemove(context.services(), name)
    return {}
  },
})

export const message_remove: ApiMethod = method({
  summary: 'Forgets one stored message. Clients that have it keep what they show.',
  params: { channel, id: required(messageId, 'The id of the message.') },
  result: { removed: { type: 'boolean' } },
  async run(context, { channel: name, id }) {
    assertHistory(context.services(), name)
    return { removed: await serverMessageRemove(context.services(), name, id) }
  },
})

interface Wanted {
  readonly wanted: number
  readonly from: WirePosition | null
  readonly reverse: boolean
  readonly spend: (characters: number) => void
}

/** Reads page by page; between two of them others have their turn. */
async function read(services: Services, name: string, { wanted, from, reverse, spend }: Wanted): Promise<object> {
  const publications: object[] = []
  let at = from
  let first: EnginePage | null = null
  for (;;) {
    const bound: Partial<EngineQuery> = at === null ? {} : reverse ? { before: at } : { after: at }
    const direction = reverse ? 'backwards' : 'forwards'
    const page = await services.engine.history(name, { limit: wanted - publications.length, direction, ...bound })
    first ??= page
    for (const { text } of page.messages) spend(text.length)
    publications.push(...page.messages.map(({ text }) => publication(JSON.parse(text) as WireMessage)))
    const last = page.messages.at(-1)
    if (!page.more || last === undefined || publications.length >= wanted) break
    at = { epoch: page.epoch, offset: last.offset }
    await new Promise<void>((resolve) => services.turns.later(resolve))
  }
  return { publications, epoch: first.epoch, offset: first.top }
}

/** Who published it stands there for clients only, as elsewhere. */
function publication({ data, offset, clientId, connectionId, info, meta }: WireMessage): object {
  const publisher = { user: clientId, client: connectionId, ...(info === undefined ? {} : { conn_info: info }) }
  return {
    ...(offset === undefined ? {} : { offset }),
    data,
    ...(connectionId === undefined ? {} : { info: publisher }),
    ...(meta === undefined ? {} : { tags: meta }),
  }
}

function assertHistory(services: Services, name: string): void {
  if (services.settingsOf(name).history !== null) return
  throw refusal('unsupported', 'not available: this channel keeps no history.')
}

function unrecoverable(): Error {
  return refusal('gap', 'unrecoverable position')
}
