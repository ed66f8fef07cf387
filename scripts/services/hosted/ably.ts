import { startStandIn } from '../../../packages/adapters/ably/test-support/stand-in/stand-in.ts'
import { key } from '../../../packages/adapters/ably/test-support/tokens.ts'
import type { HostedService } from './hosted-service.ts'
import { toQuery } from './hosted-service.ts'

/** The stand-in of Ably, which forgets everything when it ends. */
export async function start(): Promise<HostedService> {
  let standIn = await startStandIn({ keys: [key] })
  const { port } = standIn
  const url = (at: number): string => `http://127.0.0.1:${at}`
  return {
    port,
    crash: () => standIn.stop(),
    async startAgain() {
      standIn = await startStandIn({ keys: [key], port })
    },
    stop: () => standIn.stop(),
    demoQuery: (at) => toQuery({ service: 'ably', url: url(at), key }),
    nativeQuery: (at) => Promise.resolve(toQuery({ url: url(at), key })),
  }
}
