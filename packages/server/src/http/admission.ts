import type { Clock, Logger } from '@herenow/adapter'
import { isIPv6 } from 'node:net'
import type { ServerLimits } from '../server-limits.ts'
import { isLoopbackHost } from '../socket/origin.ts'

/** Milliseconds between two lines in the log about connections that were refused. */
const logPace = 60_000

interface AdmissionParts {
  readonly limits: Pick<ServerLimits, 'connections' | 'connectionsPerAddress'>
  readonly clock: Clock
  readonly log: Logger
}

/** Counts connections, in all and by address, and refuses those beyond the limits. */
export class Admission {
  readonly #parts: AdmissionParts
  readonly #byAddress = new Map<string, number>()
  #open = 0
  #refused = 0
  #unlogged = 0
  #loggedAt = -Infinity

  constructor(parts: AdmissionParts) {
    this.#parts = parts
  }

  /** How many connections have been refused. */
  get refused(): number {
    return this.#refused
  }

  /** Whether one more connection may be open. It counts until `leave`. */
  admit(): boolean {
    if (this.#open >= this.#parts.limits.connections) return this.#refuse('connections', 'The server has')
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
      return this.#refuse('connectionsPerAddress', `The address ${address} has`)
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

  #refuse(limit: 'connections' | 'connectionsPerAddress', who: string): false {
    const { clock, log, limits } = this.#parts
    this.#refused += 1
    this.#unlogged += 1
    const now = clock.now()
    if (now - this.#loggedAt < logPace) return false
    log.warn(`${who} as many connections open as it may: more are refused.`, {
      [limit]: limits[limit],
      refused: this.#unlogged,
      hint: `Raise \`limits.${limit}\`. Behind a proxy, list it in \`trustedProxies\`, so that its clients are told apart.`,
    })
    this.#loggedAt = now
    this.#unlogged = 0
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
