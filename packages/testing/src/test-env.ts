import type { Env, KeyValueStorage, Network, Random, Visibility, VisibilityEvent } from '@herenow/adapter'
import type { ScriptedSockets, SocketScript } from './scripted-socket.ts'
import { scriptedSocket } from './scripted-socket.ts'
import { seededRandom } from './seeded-random.ts'
import type { TestClock } from './test-clock.ts'
import { createTestClock } from './test-clock.ts'

/** A network whose state the test sets. */
export interface TestNetwork extends Network {
  /** How many listen. 0 after a clean end. */
  readonly listeners: number
  set(online: boolean): void
}

/** A page whose life the test plays. */
export interface TestVisibility extends Visibility {
  /** How many listen. 0 after a clean end. */
  readonly listeners: number
  emit(event: VisibilityEvent): void
}

/** An `Env` and the handles that move it. */
export interface TestEnv {
  readonly env: Env
  readonly clock: TestClock
  readonly random: Random
  readonly sockets: ScriptedSockets
  readonly network: TestNetwork
  readonly visibility: TestVisibility
  readonly storage: KeyValueStorage
}

export interface TestEnvOptions {
  /** Of the randomness; default 1. */
  readonly seed?: number
  /** What the far end of sockets does by itself. */
  readonly script?: SocketScript
}

/** Makes a world in which nothing happens unless the test makes it happen. */
export function createTestEnv(options: TestEnvOptions = {}): TestEnv {
  const clock = createTestClock()
  const random = seededRandom(options.seed ?? 1)
  const sockets = scriptedSocket(options.script)
  const network = createTestNetwork()
  const visibility = createTestVisibility()
  const storage = createTestStorage()
  const env: Env = { clock, random, createSocket: sockets.createSocket, network, visibility, storage }
  return { env, clock, random, sockets, network, visibility, storage }
}

function createTestNetwork(): TestNetwork {
  const listeners = new Set<(online: boolean) => void>()
  let online = true
  return {
    get online() {
      return online
    },
    get listeners() {
      return listeners.size
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    set(value) {
      online = value
      for (const listener of Array.from(listeners)) listener(value)
    },
  }
}

function createTestVisibility(): TestVisibility {
  const listeners = new Set<(event: VisibilityEvent) => void>()
  let visible = true
  return {
    get visible() {
      return visible
    },
    get listeners() {
      return listeners.size
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    emit(event) {
      if (event === 'visible' || event === 'hidden') visible = event === 'visible'
      for (const listener of Array.from(listeners)) listener(event)
    },
  }
}

function createTestStorage(): KeyValueStorage {
  const values = new Map<string, string>()
  return {
    get: (key) => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  }
}
