import { assertNever } from '@herenow/adapter'
import type { Question } from '../auth/app-permissions.ts'
import { channelsPerPage } from '../presence/where-now.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import type { Request } from './request.ts'

/** What the app has to allow before a request is carried out. */
export function questionsOf(services: Services, connection: Connection, item: Request): readonly Question[] {
  const presenceOf = (channels: readonly string[]): readonly Question[] =>
    channels.map((channel) => ({ channel, action: 'presence' }))
  // Of all channels a client sees those that it has asked about by name; what was said of them must not be too old.
  const seen = (): readonly Question[] => connection.gate?.permissions.known('presence') ?? []
  switch (item.type) {
    case 'attach': {
      const { channel, presence, rewind, since } = item
      const wantsHistory = rewind !== undefined || since !== undefined
      return [
        { channel, action: 'subscribe' },
        ...(wantsHistory ? [{ channel, action: 'history' } as const] : []),
        ...(presence === true ? presenceOf([channel]) : []),
      ]
    }
    case 'publish':
    case 'signal':
      return [{ channel: item.channel, action: 'publish' }]
    case 'history':
      return [{ channel: item.channel, action: 'history' }]
    case 'presence':
      return item.action === 'leave' ? [] : presenceOf([item.channel])
    case 'presence-get':
    case 'presence-sync':
      return presenceOf([item.channel])
    case 'here-now':
      return item.channels === undefined ? seen() : presenceOf(item.channels)
    case 'watch':
      return [...presenceOf(item.channels ?? []), ...(item.all === true ? seen() : [])]
    case 'where-now':
      return presenceOf(pageOf(services.table.channelsOfClient(item.clientId, item.cursor)))
    case 'detach':
    case 'ping':
      return []
    default:
      return assertNever(item)
  }
}

function pageOf(channels: Iterable<string>): readonly string[] {
  const page: string[] = []
  for (const channel of channels) {
    if (page.length === channelsPerPage) break
    page.push(channel)
  }
  return page
}

/** What a connection does all the time: being attached or present, or watching how many people are in channels. */
export function lastingQuestions(services: Services, connection: Connection): readonly Question[] {
  const attached = [...connection.subscriptions.values()].flatMap(({ channel, wantsPresence }): readonly Question[] => [
    { channel, action: 'subscribe' },
    ...(wantsPresence ? [{ channel, action: 'presence' } as const] : []),
  ])
  const present = [...services.table.channelsOfConnection(connection.connectionId)]
  const { channels, all } = services.occupancy.watchedBy(connection)
  return [
    ...attached,
    ...[...present, ...channels].map((channel): Question => ({ channel, action: 'presence' })),
    ...(all ? (connection.gate?.permissions.known('presence') ?? []) : []),
  ]
}
