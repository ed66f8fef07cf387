import { filterInTurns } from '../../../api/filter-in-turns.ts'
import { globMatch } from '../../../api/glob-match.ts'
import { rateSpan } from '../../../channel/rate-meter.ts'
import { OverLimit } from '../../../metrics/over-limit.ts'
import { refusal } from '../../../refusal.ts'
import type { ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import { optional, text } from '../param.ts'

/** Channels in one answer. */
const mostChannels = 100_000
/** Characters of one, beside its name. */
const entryLength = 25

export const channels: ApiMethod = method({
  summary: 'Channels that somebody is attached to or present in.',
  params: { pattern: optional(text(200), 'Only names that match it; `*` and `?` stand for others.') },
  result: { channels: { type: 'object', additionalProperties: { type: 'object' } } },
  async run(context, { pattern }) {
    const { hub, table, turns } = context.services()
    const all = [...new Set([...hub.channels, ...table.channels()])]
    const matching = pattern === undefined ? all : await filterInTurns(turns, all, (name) => globMatch(pattern, name))
    const found: Record<string, object> = Object.create(null)
    let count = 0
    for (const name of matching) {
      count += 1
      if (count > mostChannels) {
        throw refusal(
          'invalid_argument',
          `bad request: more than ${mostChannels} channels match. Narrow \`pattern\`.`,
          {
            cause: new OverLimit('apiChannels'),
          },
        )
      }
      context.spend(name.length + entryLength)
      const size = hub.sizeOf(name)
      found[name] = size === 0 ? {} : { num_clients: size }
    }
    return { channels: found }
  },
})

export const info: ApiMethod = method({
  summary: 'Counts of each server.',
  params: {},
  result: { nodes: { type: 'array', items: { type: 'object' } } },
  run(context) {
    return {
      nodes: context.info().nodes.map((node) => ({
        uid: node.id,
        name: node.id,
        version: 'herenow',
        num_clients: node.connections,
        num_users: node.clients,
        num_subs: node.subscriptions,
        num_channels: node.channels,
        uptime: Math.floor(node.uptime / 1_000),
        metrics: {
          interval: rateSpan,
          items: {
            messages_published: Math.round(node.publishesPerSecond * rateSpan),
            messages_delivered: Math.round(node.deliveriesPerSecond * rateSpan),
          },
        },
      })),
    }
  },
})
