import { OverLimit } from '../../../metrics/over-limit.ts'
import { refusal } from '../../../refusal.ts'
import type { Services } from '../../../services.ts'
import type { ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import { channelName, required } from '../param.ts'

/** Connections in one answer. */
const mostConnections = 10_000

const channel = required(channelName, 'The channel.')

export const presence: ApiMethod = method({
  summary: 'Who is present in a channel, by connection.',
  params: { channel },
  result: { presence: { type: 'object', additionalProperties: { type: 'object' } } },
  run(context, { channel: name }) {
    const services = context.services()
    assertPresence(services, name)
    const found: Record<string, object> = Object.create(null)
    let count = 0
    for (const { connectionId, clientId, info, state } of services.table.connectionsAfter(name, null)) {
      count += 1
      if (count > mostConnections) throw tooMany()
      const entry = {
        user: clientId,
        client: connectionId,
        ...(info === undefined ? {} : { conn_info: info }),
        ...(state === null || state === undefined ? {} : { chan_info: state }),
      }
      context.spend(JSON.stringify(entry).length)
      found[connectionId] = entry
    }
    return { presence: found }
  },
})

export const presence_stats: ApiMethod = method({
  summary: 'How many are present in a channel.',
  params: { channel },
  result: { num_clients: { type: 'integer' }, num_users: { type: 'integer' } },
  run(context, { channel: name }) {
    const services = context.services()
    assertPresence(services, name)
    return { num_clients: services.table.connections(name).length, num_users: services.table.occupancy(name) }
  },
})

function assertPresence(services: Services, name: string): void {
  if (services.settingsOf(name).presence) return
  throw refusal('unsupported', 'not available: this channel has no presence.')
}

function tooMany(): Error {
  const text = `not available: more than ${mostConnections} connections. Page with GET /api/here-now.`
  return refusal('unsupported', text, { cause: new OverLimit('apiConnections') })
}
