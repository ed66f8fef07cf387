import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import { createRealEnv, seededRandom, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { expect, it, onTestFinished } from 'vitest'
import { startServer } from './server-control.ts'
import { until, wait } from './wait.ts'

const kills = Number(process.env['KILLS'] ?? 2)
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1_000_000))
const env = createRealEnv()

function clientAt(port: number, clientId: string): Client {
  const client = createClient({ adapter: websocket(`ws://127.0.0.1:${port}`), clientId, env, log: silentLogger })
  onTestFinished(() => client.close())
  return client
}

/** Publishes batch after batch, each when the one before is confirmed. */
class Speaker {
  readonly confirmed: string[] = []
  readonly client: Client
  #isTalking = true

  constructor(client: Client) {
    this.client = client
  }

  async talk(): Promise<void> {
    while (this.#isTalking) {
      const results = await this.client
        .channel('chaos:kills')
        .publishMany(Array.from({ length: 20 }, () => ({ name: 'said', data: null })))
      for (const result of results) {
        if (result.error !== undefined) throw result.error
        this.confirmed.push(result.id)
      }
    }
  }

  hush(): void {
    this.#isTalking = false
  }
}

/** Hears everything, from before the first message on. */
class Listener {
  readonly heard: string[] = []
  readonly offsets: number[] = []
  gaps = 0

  constructor(client: Client) {
    const channel = client.channel('chaos:kills')
    channel.onGap(() => (this.gaps += 1))
    channel.subscribe(({ id, position }) => {
      this.heard.push(id)
      this.offsets.push(Number(position?.offset))
    })
  }
}

it(
  'every confirmed message reaches every subscriber once and in order, however often the server is killed under load',
  { timeout: 20_000 + kills * 10_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'herenow-kills-'))
    const mishaps: string[] = []
    const server = await startServer(join(folder, 'herenow.db'), (what) => mishaps.push(what))
    onTestFinished(async () => {
      await server.end()
      await rm(folder, { recursive: true })
    })
    const random = seededRandom(seed)
    const hearing = [1, 2, 3].map((number) => clientAt(server.port, `listener-${number}`))
    const listeners = hearing.map((client) => new Listener(client))
    await Promise.all(hearing.map((client) => client.channel('chaos:kills').attach()))
    const speakers = [1, 2, 3].map((number) => new Speaker(clientAt(server.port, `speaker-${number}`)))
    const talking = Promise.all(speakers.map((speaker) => speaker.talk()))
    for (let kill = 0; kill < kills; kill += 1) {
      const said = speakers.map(({ confirmed }) => confirmed.length)
      await until(() => speakers.every(({ confirmed }, index) => confirmed.length > (said[index] ?? 0)), 30_000)
      await wait(random.next() * 200)
      await server.kill(random.next() * 50)
    }
    for (const speaker of speakers) speaker.hush()
    await talking

    const confirmed = speakers.flatMap((speaker) => speaker.confirmed).sort()
    for (const listener of listeners) {
      await until(() => listener.heard.length >= confirmed.length, 30_000)
      expect({ seed, gaps: listener.gaps, mishaps }).toEqual({ seed, gaps: 0, mishaps: [] })
      expect([...listener.heard].sort()).toEqual(confirmed)
      expect(listener.offsets).toEqual(confirmed.map((_, index) => index + 1))
    }
  },
)
