import type { Capabilities, RealtimeError } from '@herenow/adapter'
import type { Channel } from '../channel/channel.ts'
import { attempt } from '../client/attempt.ts'
import { toRealtimeError } from '../client/errors.ts'
import { randomId } from '../message/message-id.ts'
import type { OutboxRunnerNeeds } from './outbox-runner.ts'
import { createOutboxRunner } from './outbox-runner.ts'
import { prepare } from './prepare.ts'
import type { PublishResult } from './publish.ts'

/**
 * A channel's messages on their way out, in publish order, from being shown as `sending` to the receipt. Sends while
 * connected, keeps what a drop left unanswered and sends it again under the same ids, and waits behind a message that
 * was refused for now. `outbox-machine.ts` decides all of that, and `outbox-runner.ts` carries it out.
 */
export interface Outbox extends Pick<Channel, 'publish' | 'publishMany' | 'retry' | 'discard'> {
  readonly isEmpty: boolean
  /** Something failed that can be retried. */
  readonly hasFailed: boolean
  /** Sends what may leave now. */
  readonly pump: () => void
  /** Fails everything with `reason` and lets go of the timers. */
  fail(reason: RealtimeError): void
}

export interface OutboxNeeds extends OutboxRunnerNeeds {
  readonly client: OutboxRunnerNeeds['client'] & Parameters<typeof prepare>[0]
  readonly capabilities: () => Pick<Capabilities, 'maxMessageBytes'>
}

export function createOutbox(needs: OutboxNeeds): Outbox {
  const { client, capabilities, name: channelName } = needs
  const runner = createOutboxRunner(needs)
  const { machine, pump } = runner

  /** Checks, shows and keeps it; `pump` sends it. */
  const publish: Channel['publish'] = (name, data, options = {}) =>
    attempt(
      () => runner.enqueue(prepare(client, channelName, capabilities(), { ...options, name, data })),
      (thrown) => toRealtimeError(thrown, 'Publishing'),
      client.report,
    )

  return {
    get isEmpty() {
      return machine.isEmpty
    },
    get hasFailed() {
      return machine.hasFailed
    },
    pump,
    publish(name, data, options) {
      const published = publish(name, data, options)
      pump()
      return published
    },
    publishMany(requests) {
      const results = requests.map(async ({ name, data, ...options }): Promise<PublishResult> => {
        const { id = randomId(client.random) } = options
        try {
          return await publish(name, data, { ...options, id })
        } catch (error) {
          return { id, error: toRealtimeError(error, 'Publishing') }
        }
      })
      pump()
      return Promise.all(results)
    },
    retry(id) {
      const prepared = machine.takeFailed(id)
      if (!prepared) return
      void runner.enqueue(prepared)
      pump()
    },
    discard: (id) => runner.carryOut(machine.discard(id)),
    fail: runner.fail,
  }
}
