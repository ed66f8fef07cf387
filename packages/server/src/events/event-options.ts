import { refusal } from '../refusal.ts'
import type { Listeners } from './listeners.ts'
import type { ServerEvent, ServerEventListener } from './server-event.ts'

/** Listeners that a server is made with. All of them together are one listener: what they do for a connection or channel is done in order. */
export interface ListenerOptions {
  /** Is told of each client that has connected. To keep somebody out is for `auth` and `authenticate`. */
  readonly onConnect?: ServerEventListener<'connect'> | undefined
  /** Is told of each connection that is over for good. */
  readonly onDisconnect?: ServerEventListener<'disconnect'> | undefined
  /** Is told of each attachment to a channel. To refuse one is for `authorize`. */
  readonly onSubscribe?: ServerEventListener<'subscribe'> | undefined
  /** Is told of each attachment that is over. */
  readonly onUnsubscribe?: ServerEventListener<'unsubscribe'> | undefined
  /** Is told of who enters, updates, leaves or times out. */
  readonly onPresence?: ServerEventListener<'presence'> | undefined
  /** Is told of channels that somebody comes to, that the last one leaves, and that stay empty. */
  readonly onChannel?: ServerEventListener<'channel'> | undefined
}

/** The listeners that were given, by name of the event. */
export type ConfiguredListeners = ReadonlyMap<ServerEvent['type'], ServerEventListener>

/** The names of the options. */
export const listenerOptionNames: readonly (keyof ListenerOptions)[] = [
  'onConnect',
  'onDisconnect',
  'onSubscribe',
  'onUnsubscribe',
  'onPresence',
  'onChannel',
]

/** Reads the options. Throws `invalid_argument` for what is no function. */
export function listenerOptions(options: ListenerOptions): ConfiguredListeners {
  for (const name of listenerOptionNames) {
    if (!['undefined', 'function'].includes(typeof options[name])) {
      throw refusal('invalid_argument', `\`${name}\` must be a function.`)
    }
  }
  const { onConnect, onDisconnect, onSubscribe, onUnsubscribe, onPresence, onChannel } = options
  const listeners = new Map<ServerEvent['type'], ServerEventListener>()
  if (onConnect) listeners.set('connect', (event) => (event.type === 'connect' ? onConnect(event) : undefined))
  if (onDisconnect)
    listeners.set('disconnect', (event) => (event.type === 'disconnect' ? onDisconnect(event) : undefined))
  if (onSubscribe) listeners.set('subscribe', (event) => (event.type === 'subscribe' ? onSubscribe(event) : undefined))
  if (onUnsubscribe)
    listeners.set('unsubscribe', (event) => (event.type === 'unsubscribe' ? onUnsubscribe(event) : undefined))
  if (onPresence) listeners.set('presence', (event) => (event.type === 'presence' ? onPresence(event) : undefined))
  if (onChannel) listeners.set('channel', (event) => (event.type === 'channel' ? onChannel(event) : undefined))
  return listeners
}

/** Lets them listen. */
export function listenAsConfigured(listeners: Listeners, configured: ConfiguredListeners): void {
  if (configured.size === 0) return
  listeners.on([...configured.keys()], (event) => configured.get(event.type)?.(event))
}
