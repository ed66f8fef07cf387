import type { Adapter } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { capabilities } from './capabilities.ts'
import type { RabbitmqFactory, RabbitmqOptions } from './options.ts'
import { checkedSettings } from './options.ts'
import { openSession } from './session.ts'
import { rabbitmqHint } from './hints.ts'

/**
 * The adapter for RabbitMQ over Web STOMP. `factory` makes a client of `@stomp/stompjs` 7 with the options that it is
 * given: `rabbitmq((options) => new Client({ brokerURL: 'ws://localhost:15674/ws', ...options }))`. Throws
 * `invalid_argument` for what is no function and for unknown options; a client that can't be used is told when the
 * connection is opened.
 */
export function rabbitmq(factory: RabbitmqFactory, options: RabbitmqOptions = {}): Adapter {
  if (typeof factory !== 'function') {
    throw adapterError('invalid_argument', 'rabbitmq() needs a function that makes a client.', {
      hint: rabbitmqHint('client'),
    })
  }
  const settings = checkedSettings(options)
  return { spec: 'v1', name: 'rabbitmq', capabilities, open: (context) => openSession(context, factory, settings) }
}
