import PubNub from 'pubnub'
import { onTestFinished } from 'vitest'
import { keys } from './stand-in/stand-in.ts'

/** How the SDK gets to a stand-in: on this machine, without TLS. */
export function standInOptions(port: number): { readonly origin: string; readonly ssl: false } {
  return { origin: `127.0.0.1:${port}`, ssl: false }
}

/** What the SDK's types leave out. */
export type NativeClient = PubNub & { disconnect(): void }

/** A client of PubNub that knows nothing of the kit. It ends with the test. */
export function nativeClient(
  port: number,
  userId: string,
  options: Partial<PubNub.PubnubConfig> & { readonly requestMessageCountThreshold?: number } = {},
): NativeClient {
  const client = new PubNub({ ...keys, userId, ...standInOptions(port), ...options }) as NativeClient
  onTestFinished(() => client.stop())
  return client
}

/** Subscribes, and waits until PubNub has answered. */
export function subscribed(client: PubNub, ...channels: readonly string[]): Promise<PubNub.StatusEvent> {
  return subscribing(client, { channels: [...channels] })
}

/** Resolves with what the SDK says first of a subscribe. */
export function subscribing(client: PubNub, parameters: PubNub.SubscribeParameters): Promise<PubNub.StatusEvent> {
  return new Promise((resolve) => {
    const listener: PubNub.ListenerParameters = {
      status(status) {
        if (status.operation !== 'PNSubscribeOperation') return
        client.removeListener(listener)
        resolve(status)
      },
    }
    client.addListener(listener)
    client.subscribe(parameters)
  })
}
