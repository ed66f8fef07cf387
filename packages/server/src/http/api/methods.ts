import type { ApiMethod } from './method.ts'
import { connections, disconnect, refresh, subscribe, unsubscribe } from './methods/clients.ts'
import { history, history_remove, message_remove } from './methods/history.ts'
import { channels, info } from './methods/overview.ts'
import { observe } from './methods/observe.ts'
import { presence, presence_stats } from './methods/presence.ts'
import { broadcast, publish } from './methods/publishing.ts'
import { revoke } from './methods/revoke.ts'
import { token } from './methods/token.ts'
import { webhook_dead_letters, webhook_retry, webhooks } from './methods/webhooks.ts'

/** What a key may allow. */
export type ApiMethodName =
  | 'publish'
  | 'broadcast'
  | 'subscribe'
  | 'unsubscribe'
  | 'disconnect'
  | 'refresh'
  | 'revoke'
  | 'token'
  | 'observe'
  | 'presence'
  | 'presence_stats'
  | 'history'
  | 'history_remove'
  | 'message_remove'
  | 'channels'
  | 'connections'
  | 'info'
  | 'webhooks'
  | 'webhook_dead_letters'
  | 'webhook_retry'

/** All methods, by name. */
export const methods: Readonly<Record<ApiMethodName, ApiMethod>> = {
  publish,
  broadcast,
  subscribe,
  unsubscribe,
  disconnect,
  refresh,
  revoke,
  token,
  observe,
  presence,
  presence_stats,
  history,
  history_remove,
  message_remove,
  channels,
  connections,
  info,
  webhooks,
  webhook_dead_letters,
  webhook_retry,
}

/** The names of all methods. */
export const methodNames: readonly ApiMethodName[] = Object.keys(methods) as ApiMethodName[]

export function isMethodName(name: string): name is ApiMethodName {
  return Object.hasOwn(methods, name)
}

const others =
  /^(rpc|map_\w+|shared_poll_publish|block_user|unblock_user|revoke_token|device_\w+|\w+_user_\w+|invalidate_user_tokens)$/

/** Characters. Trying a name takes the square of its length. */
const longestName = 100

/** A method of Centrifugo's that there isn't here. */
export function isElsewhere(name: string): boolean {
  return name.length <= longestName && others.test(name)
}
