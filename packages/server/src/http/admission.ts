import { isIPv6 } from 'node:net'
import type { LimitHits } from '../metrics/limit-hits.ts'
import type { ServerLimits } from '../server-limits.ts'
import { isLoopbackHost } from '../socket/origin.ts'

interface AdmissionParts {
  readonly limits: Pick<ServerLimits, 'connections' | 'connectionsPerAddress'>
  readonly hits: Pick<LimitHits, 'hit'>
}

/** Counts connections, in all and by address, and refuses those beyond the limits. */
export class Admission {
  readonly #parts: AdmissionParts
  readonly #byAddress = new Map<string, number>()
  #open = 0
  #refused = 0

  constructor(parts: AdmissionParts) {
    this.#parts = parts
  }

  /** How many connections have been refused. */
  get refused(): number {
    return this.#refused
  }

  /** Whether one more connection may be open. It counts until `leave`. */
  admit(): boolean {
    if (this.#open >= this.#parts.limits.connections) return this.#refuse('connections')
    this.#open += 1
    return true
  }

  leave(): void {
    this.#open -= 1
  }

  /**
   * Whether one more connection of an address may be open. It counts until `leaveFrom`. This machine's own don't count, also
   * those of a socket of the file system, which have no address.
   */
  admitFrom(address: string): boolean {
    if (isOwn(address)) return true
    const key = keyOf(address)
    const open = this.#byAddress.get(key) ?? 0
    if (open >= this.#parts.limits.connectionsPerAddress) {
      return this.#refuse('connectionsPerAddress', address)
    }
    this.#byAddress.set(key, open + 1)
    return true
  }

  leaveFrom(address: string): void {
    if (isOwn(address)) return
    const key = keyOf(address)
    const left = (this.#byAddress.get(key) ?? 1) - 1
    if (left > 0) this.#byAddress.set(key, left)
    else this.#byAddress.delete(key)
  }

  #refuse(limit: 'connections' | 'connectionsPerAddress', address?: string): false {
    this.#refused += 1
    this.#parts.hits.hit(limit, { address })
    return false
  }
}

function isOwn(address: string): boolean {
  return address === '' || isLoopbackHost(address)
}

function keyOf(address: string): string {
  return isIPv6(address) ? networkOf(address) : address
}

/** The first half of an IPv6 address: whoever has one address usually has all that share it. */
function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(8 - before.length - after.length, 0) }, () => '0')
  return [...before, ...zeros, ...after].slice(0, 4).join(':')
}
