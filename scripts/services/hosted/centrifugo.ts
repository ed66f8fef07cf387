import { readFile } from 'node:fs/promises'
import { SignJWT } from 'jose'
import { startCentrifugo } from '../centrifugo.mjs'
import type { HostedService } from './hosted-service.ts'
import { nativePerson, toQuery } from './hosted-service.ts'

interface Configuration {
  readonly client: { readonly token: { readonly hmac_secret_key: string } }
}

/** A Centrifugo that keeps everything in memory, configured as the demo's README says. */
export async function start(): Promise<HostedService> {
  const text = await readFile(new URL('../../../apps/demo/centrifugo.json', import.meta.url), 'utf8')
  const config = JSON.parse(text) as Configuration
  const secret = config.client.token.hmac_secret_key
  // The pages of journeys come from ports of their own.
  const journeys = { ...config, client: { ...config.client, allowed_origins: ['*'] } }
  let server = await startCentrifugo(journeys)
  const { port } = server
  const url = (at: number): string => `ws://127.0.0.1:${at}/connection/websocket`
  return {
    port,
    crash: () => server.kill(),
    async startAgain() {
      server = await startCentrifugo(journeys, { port })
    },
    stop: () => server.stop(),
    demoQuery: (at) => toQuery({ service: 'centrifugo', url: url(at), secret }),
    async nativeQuery(at) {
      const token = await new SignJWT({ sub: nativePerson, info: { name: 'Nora' } })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(secret))
      return toQuery({ url: url(at), token })
    },
  }
}
