import { refusal } from '../../../refusal.ts'
import type { Webhooks } from '../../../webhooks/webhooks.ts'
import type { ApiContext, ApiMethod } from '../method.ts'
import { method } from '../method.ts'
import { integer, optional, required, text } from '../param.ts'

const name = required(text(2_000), 'The name of the webhook: its `name`, else its address.')
/** Dead letters of one answer. */
const mostLetters = 100

export const webhooks: ApiMethod = method({
  summary: 'Ours: how each webhook is doing.',
  params: {},
  result: { webhooks: { type: 'array', items: { type: 'object' } } },
  run: (context) => ({
    webhooks: context.info().webhooks.map((info) => ({
      name: info.name,
      url: info.url,
      status: info.status,
      waiting: info.waiting,
      waiting_bytes: info.waitingBytes,
      dead: info.dead,
      delivered: info.delivered,
      lost: info.lost,
      failures: info.failures,
      last_failure: info.lastFailure,
      next_attempt: info.nextAttempt,
    })),
  }),
})

export const webhook_dead_letters: ApiMethod = method({
  summary: 'Ours: events that a webhook has not taken in time, oldest first.',
  params: {
    webhook: name,
    after: optional(integer(0), 'Goes on behind this `place`.'),
    limit: optional(integer(1), `Events in the answer, at most ${mostLetters}.`),
  },
  result: { dead_letters: { type: 'array', items: { type: 'object' } } },
  async run(context, { webhook, after = 0, limit = mostLetters }) {
    const letters = await webhooksOf(context).deadLetters(webhook, after, Math.min(limit, mostLetters))
    for (const { text: event } of letters) context.spend(event.length)
    return {
      dead_letters: letters.map(({ place, added, died, reason, text: event }) => ({
        place,
        added,
        died,
        reason,
        event: JSON.parse(event) as unknown,
      })),
    }
  },
})

export const webhook_retry: ApiMethod = method({
  summary: 'Ours: sends again what a webhook has not taken in time, and tries now what waits, also after a 410.',
  params: { webhook: name },
  result: { retried: { type: 'integer', description: 'How many events had been given up.' } },
  run: async (context, { webhook }) => ({ retried: await webhooksOf(context).retry(webhook) }),
})

function webhooksOf(context: ApiContext): Webhooks {
  const found = context.services().webhooks
  if (found !== null) return found
  throw refusal('invalid_argument', 'bad request: this server has no webhooks.', {
    hint: 'They are an option of the server: `webhooks`.',
  })
}
