import type { Client } from '@herenow/core'

export interface CountedClient {
  readonly client: Client
  /** What was acquired, in order: `subscribe`, `lease`, `on`, … */
  readonly acquired: string[]
}

const acquiring: ReadonlySet<PropertyKey> = new Set([
  'subscribe',
  'lease',
  'on',
  'onSignal',
  'onGap',
  'onLost',
  'onRestored',
  'onFailed',
  'attach',
])

/** Calls whose result is watched in turn; under a symbol, the core hands out typing stores and occupancy views. */
const leads = (key: PropertyKey): boolean => key === 'channel' || typeof key === 'symbol'

/** The same client, its channels and their stores, with every acquisition written down. */
export function countAcquisitions(client: Client): CountedClient {
  const acquired: string[] = []
  const known = new WeakMap<object, object>()

  function watched<T extends object>(target: T): T {
    const proxy = known.get(target) ?? new Proxy(target, { get: (_, key) => watchedProperty(target, key) })
    known.set(target, proxy)
    return proxy as T
  }

  function watchedProperty(target: object, key: PropertyKey): unknown {
    const value: unknown = Reflect.get(target, key, target)
    if (typeof value === 'function') {
      return (...args: readonly unknown[]): unknown => {
        if (acquiring.has(key)) acquired.push(String(key))
        const result: unknown = Reflect.apply(value, target, args)
        return leads(key) && typeof result === 'object' && result !== null ? watched(result) : result
      }
    }
    return typeof value === 'object' && value !== null ? watched(value) : value
  }

  return { client: watched(client), acquired }
}
