import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { portOf } from '../port-of.ts'

/** The SDKs as their makers build them for pages. */
const sdks: Readonly<Record<string, string>> = {
  centrifugo: 'centrifuge/dist/centrifuge.js',
  rabbitmq: '@stomp/stompjs/bundles/stomp.umd.js',
  ably: 'ably/build/ably.js',
  pubnub: 'pubnub/dist/web/pubnub.js',
}

const contentTypes: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' }

/** Pages that use a service by its own SDK, and know nothing of the kit: `centrifugo.html?url=…&channel=…`. */
export interface NativeSite {
  readonly url: string
  close(): Promise<void>
}

export async function openNativeSite(): Promise<NativeSite> {
  const site = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    readFile(fileFor(path)).then(
      (content) =>
        response.writeHead(200, { 'content-type': contentTypes[extname(path)] ?? 'text/plain' }).end(content),
      () => response.writeHead(404).end(),
    )
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  return {
    url: `http://localhost:${portOf(site)}/`,
    async close() {
      site.closeAllConnections()
      site.close()
      await once(site, 'close')
    },
  }
}

function fileFor(path: string): URL {
  const sdk = /^\/sdk\/(\w+)\.js$/.exec(path)?.[1]
  const file = sdk === undefined ? path.slice(1) : `../../node_modules/${sdks[sdk]}`
  return new URL(file, import.meta.url)
}
