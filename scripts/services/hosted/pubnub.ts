import { keys, startStandIn } from '../../../packages/adapters/pubnub/test-support/stand-in/stand-in.ts'
import { Storage } from '../../../packages/adapters/pubnub/test-support/stand-in/storage.ts'
import type { HostedService } from './hosted-service.ts'
import { toQuery } from './hosted-service.ts'

/** The stand-in of PubNub, whose stored messages outlive a crash. */
export async function start(): Promise<HostedService> {
  const storage = new Storage()
  let standIn = await startStandIn({ storage })
  const { port } = standIn
  const url = (at: number): string => `http://127.0.0.1:${at}`
  return {
    port,
    crash: () => standIn.close(),
    async startAgain() {
      standIn = await startStandIn({ storage, port })
    },
    stop: () => standIn.close(),
    demoQuery: (at) => toQuery({ service: 'pubnub', url: url(at), ...keys }),
    nativeQuery: (at) => Promise.resolve(toQuery({ url: url(at), ...keys })),
  }
}
