/**
 * An SDK's client that writes down the name of every method that is called on it, and on what it hands out, into `calls`. What
 * it calls within itself is its own.
 */
export function countCalls<T extends object>(client: T, calls: string[]): T {
  const known = new WeakMap<object, object>()

  function counted<Part extends object>(target: Part): Part {
    const proxy = known.get(target) ?? new Proxy(target, { get: (_, key) => property(target, key), set })
    known.set(target, proxy)
    return proxy as Part
  }

  function property(target: object, key: PropertyKey): unknown {
    const value: unknown = Reflect.get(target, key, target)
    if (typeof value === 'function') {
      return (...args: readonly unknown[]): unknown => {
        calls.push(String(key))
        return handedOut(Reflect.apply(value, target, args))
      }
    }
    return handedOut(value)
  }

  /** Parts of the client have methods; data has none, and promises are waited for as they are. */
  function handedOut(value: unknown): unknown {
    const isPart = typeof value === 'object' && value !== null && !(value instanceof Promise) && hasMethods(value)
    return isPart ? counted(value) : value
  }

  return counted(client)
}

// Accessors need the object itself.
const set = (target: object, key: PropertyKey, value: unknown): boolean => Reflect.set(target, key, value)

function hasMethods(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null
}
