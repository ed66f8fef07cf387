import type { AdapterContext } from '@herenow/adapter'
import type { SocketAddress } from '../socket-url.ts'
import type { ConnectionPolicy } from './connection-state.ts'
import { isLoopbackUrl } from './loopback.ts'
import { longestOnThisMachine, retryDelay } from './retry-delay.ts'

/** What the user's options, the address and chance decide of a connection. */
export function connectionPolicy(
  { env, failFast }: Pick<AdapterContext, 'env' | 'failFast'>,
  { url, options }: SocketAddress,
): ConnectionPolicy {
  const interval = options.reconnectInterval
  const longest = isLoopbackUrl(url) ? longestOnThisMachine : undefined
  return {
    failFast: options.failFast ?? failFast,
    retryDelay: (retries, retryAfter) => retryDelay(retries, env.random, { retryAfter, interval, longest }),
  }
}
