import { join } from 'node:path'
import { build, defaultClientConditions } from 'vite'
import type { InlineConfig, Rolldown } from 'vite'
import { describe, expect, it } from 'vitest'
import { root } from './document-examples.ts'

// An app, and a page of the demo, carries the code of the service that it is on, and of no other.

/** The adapters, and what each stands on. */
const codeOf: Readonly<Record<string, RegExp>> = {
  websocket: /\/packages\/(adapters\/websocket|protocol)\//,
  centrifugo: /\/packages\/adapters\/centrifugo\/|\/node_modules\/centrifuge\//,
  rabbitmq: /\/packages\/adapters\/rabbitmq\/|\/node_modules\/@stomp\/stompjs\//,
  ably: /\/packages\/adapters\/ably\/|\/node_modules\/ably\//,
  pubnub: /\/packages\/adapters\/pubnub\/|\/node_modules\/pubnub\//,
}
const services = Object.keys(codeOf)

const made: Readonly<Record<string, string>> = {
  websocket: `import { websocket } from '@herenow/websocket'
    export const adapter = websocket('ws://localhost:7070')`,
  centrifugo: `import { centrifugo } from '@herenow/centrifugo'
    import { Centrifuge } from 'centrifuge'
    export const adapter = centrifugo((options) => new Centrifuge('ws://localhost:8000', options))`,
  rabbitmq: `import { rabbitmq } from '@herenow/rabbitmq'
    import { Client } from '@stomp/stompjs'
    export const adapter = rabbitmq((options) => new Client({ brokerURL: 'ws://localhost:15674/ws', ...options }))`,
  ably: `import { ably } from '@herenow/ably'
    import { Realtime } from 'ably'
    export const adapter = ably((options) => new Realtime(options))`,
  pubnub: `import { pubnub } from '@herenow/pubnub'
    import PubNub from 'pubnub'
    export const adapter = pubnub((options) => new PubNub({ subscribeKey: 'sub', publishKey: 'pub', ...options }))`,
}

const quietly: InlineConfig = {
  configFile: false,
  logLevel: 'silent',
  resolve: { conditions: ['source', ...defaultClientConditions] },
}

async function chunksOf(config: InlineConfig): Promise<readonly Rolldown.OutputChunk[]> {
  const built = await build({ ...quietly, root: join(root, 'apps/demo'), ...config })
  if (!('output' in built)) throw new Error('There is one build')
  return built.output.filter((part) => part.type === 'chunk')
}

/** Whose code is among the modules. */
function servicesIn(modules: readonly string[]): readonly string[] {
  return services.filter((name) => modules.some((module) => codeOf[name]?.test(module)))
}

describe('an app', () => {
  const appModule = 'virtual:app'

  it.each(services)('on %s alone bundles no code of another service', async (name) => {
    const app = `import { createClient } from '@herenow/react'
      ${made[name]}
      export const client = createClient({ adapter })`
    const chunks = await chunksOf({
      plugins: [
        {
          name: 'app',
          resolveId: (id) => (id === appModule ? join(root, 'apps/demo/src/app.js') : undefined),
          load: (id) => (id.endsWith('/apps/demo/src/app.js') ? app : undefined),
        },
      ],
      build: { write: false, rolldownOptions: { input: appModule, preserveEntrySignatures: 'strict' } },
    })
    expect(servicesIn(chunks.flatMap(({ moduleIds }) => moduleIds))).toEqual([name])
  })
})

describe('a page of the demo', () => {
  it('loads the code of its service, and of no other', async () => {
    const chunks = await chunksOf({ build: { write: false } })
    const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
    const withImports = (chunk: Rolldown.OutputChunk, seen = new Set<Rolldown.OutputChunk>()): typeof seen => {
      if (seen.has(chunk)) return seen
      seen.add(chunk)
      for (const name of chunk.imports) withImports(byName.get(name) ?? chunk, seen)
      return seen
    }
    const page = chunks.find(({ isEntry }) => isEntry)
    if (page === undefined) throw new Error('The demo has a page')
    const modulesWith = (...entries: readonly Rolldown.OutputChunk[]): readonly string[] =>
      entries.flatMap((entry) => [...withImports(entry)]).flatMap(({ moduleIds }) => moduleIds)
    expect(servicesIn(modulesWith(page))).toEqual([])
    const loaded = page.dynamicImports.flatMap((name) => byName.get(name) ?? [])
    expect(loaded.map((chunk) => servicesIn(modulesWith(page, chunk)))).toEqual(services.map((name) => [name]))
  })
})
