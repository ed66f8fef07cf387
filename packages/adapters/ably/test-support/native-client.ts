import type { ClientOptions, ConnectionState } from 'ably'
import { Realtime } from 'ably'
import { onTestFinished } from 'vitest'
import { key } from './tokens.ts'

/** How the SDK gets to a stand-in: on this machine, without TLS, in JSON, and without a word on the console. */
export function standInOptions(port: number): ClientOptions {
  return {
    endpoint: '127.0.0.1',
    port,
    tls: false,
    useBinaryProtocol: false,
    disableConnectivityCheck: true,
    logLevel: 0,
    realtimeRequestTimeout: 3_000,
  }
}

export interface NativeClientOptions extends Omit<ClientOptions, 'key'> {
  readonly key?: string | undefined
  /** What is waited for. Default: that it is connected. */
  readonly state?: ConnectionState
}

/** A client of Ably that knows nothing of the kit. It ends with the test. */
export async function nativeClient(
  port: number,
  clientId: string | null,
  { state = 'connected', ...options }: NativeClientOptions = {},
): Promise<Realtime> {
  const { key: ownKey, ...more } = { key, ...options }
  const client = new Realtime({
    ...standInOptions(port),
    ...(ownKey !== undefined && { key: ownKey }),
    ...(clientId !== null && { clientId }),
    ...more,
  })
  onTestFinished(() => client.close())
  await client.connection.whenState(state)
  return client
}
