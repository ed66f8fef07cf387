import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import { createRealEnv, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { startServer } from '../chaos/server-control.ts'

export interface StormReport {
  readonly clients: number
  /** Clients that were attached again, had every message once and in order, and found no gap. */
  readonly whole: number
  /** Milliseconds from the server's return until the last client was attached again. */
  readonly settledAfter: number
  readonly mishaps: readonly string[]
}

const channel = 'chaos:storm'
const connectAtOnce = 50
/** A storm that lasts longer has not settled. */
const patience = 60_000

/** Stops a server with so many clients on it, starts it again, and waits until all are back where they were. */
export async function runStorm(clients: number, how: 'stop' | 'kill'): Promise<StormReport> {
  const folder = await mkdtemp(join(tmpdir(), 'herenow-storm-'))
  const mishaps: string[] = []
  const server = await startServer(join(folder, 'herenow.db'), (what) => mishaps.push(what))
  const crowd: Follower[] = []
  try {
    for (let from = 0; from < clients; from += connectAtOnce) {
      const some = Array.from({ length: Math.min(connectAtOnce, clients - from) }, () => new Follower(server.port))
      await Promise.all(some.map((follower) => follower.attached()))
      crowd.push(...some)
    }
    const speaker = createClientAt(server.port, 'speaker')
    await speaker.channel(channel).publish('said', 1)
    await server[how](0)
    const back = performance.now()
    await speaker.channel(channel).publish('said', 2)
    await Promise.all(crowd.map((follower) => follower.heard(2)))
    const settledAfter = performance.now() - back
    await Promise.all([speaker, ...crowd.map(({ client }) => client)].map((client) => client.close()))
    return { clients, whole: crowd.filter(({ isWhole }) => isWhole).length, settledAfter, mishaps }
  } finally {
    await server.end()
    await rm(folder, { recursive: true })
  }
}

const env = createRealEnv()

function createClientAt(port: number, clientId?: string): Client {
  const name = clientId ?? `follower-${(lastFollower += 1)}`
  return createClient({ adapter: websocket(`ws://127.0.0.1:${port}`), clientId: name, env, log: silentLogger })
}

let lastFollower = 0

class Follower {
  readonly client: Client
  readonly #data: unknown[] = []
  #gaps = 0
  #heard: () => void = () => {}

  constructor(port: number) {
    this.client = createClientAt(port)
    const followed = this.client.channel(channel)
    followed.onGap(() => (this.#gaps += 1))
    followed.subscribe(({ data }) => {
      this.#data.push(data)
      this.#heard()
    })
  }

  attached(): Promise<void> {
    return this.client.channel(channel).attach()
  }

  /** Resolves when so many messages are here, or when it takes too long. */
  heard(count: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, patience)
      this.#heard = () => {
        if (this.#data.length < count) return
        clearTimeout(timer)
        resolve()
      }
      this.#heard()
    })
  }

  get isWhole(): boolean {
    return this.#gaps === 0 && JSON.stringify(this.#data) === '[1,2]'
  }
}
