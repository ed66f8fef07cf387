import type { Clock, CreateSocket, Env, KeyValueStorage, Random } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import { failure } from '../client/errors.ts'
import { askByHttp, explainedSockets } from './explained-sockets.ts'
import { holdsBackSockets, reachesByHttp, sparingSockets } from './held-sockets.ts'
import { createWebSocket } from './web-socket.ts'
import { inPage, network, visibility } from './page.ts'

/** The world as browsers and Node have it, with the parts that were given in place of its own. */
export function resolveEnv(given: Partial<Env> | undefined): Env {
  return { ...defaultEnv(), ...given }
}

/** Looked at when used, never at import. */
function defaultEnv(): Env {
  return {
    clock,
    random,
    createSocket: platformSockets(),
    network,
    visibility,
    storage: createStorage(),
  }
}

/**
 * The client's own way to open sockets: the platform's `WebSocket`, with what single browsers need on top. A
 * `createSocket` of your own that only adds something (a log, a switch) opens its sockets with one of these, and keeps
 * it: it remembers which sockets failed.
 */
export function platformSockets(): CreateSocket {
  const sockets = explainedSockets(createWebSocket, askByHttp)
  return holdsBackSockets() ? sparingSockets(sockets, reachesByHttp) : sockets
}

const clock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
}

const random: Random = {
  next: () => Math.random(),
  // Also there on plain-http pages, where crypto.randomUUID is not.
  bytes(count) {
    if (typeof globalThis.crypto?.getRandomValues === 'function') return crypto.getRandomValues(new Uint8Array(count))
    throw failure('unsupported', 'This platform has no crypto.getRandomValues.', { hint: hint('no-crypto') })
  },
}

/** `localStorage`; where there is none, or it is blocked, things are remembered for as long as this client lives. */
function createStorage(): KeyValueStorage {
  const memory = new Map<string, string>()
  return {
    get: (key) => attempt((storage) => storage.getItem(key)) ?? memory.get(key) ?? null,
    set: (key, value) => {
      memory.set(key, value)
      attempt((storage) => storage.setItem(key, value))
    },
    remove: (key) => {
      memory.delete(key)
      attempt((storage) => storage.removeItem(key))
    },
  }
}

function attempt<Result>(use: (storage: Storage) => Result): Result | null {
  try {
    // Node has a localStorage that warns unless it was given a file.
    return inPage() ? use(localStorage) : null
  } catch {
    return null
  }
}
