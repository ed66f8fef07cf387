import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, isIPv4 } from 'node:net'
import { refusal } from '../refusal.ts'

/** Knows which peers are proxies whose word about the client's address counts. */
export class TrustedProxies {
  readonly #list = new BlockList()
  #trustsSockets = false

  /**
   * Addresses, blocks such as `10.0.0.0/8`, or `unix:` for those who connect to a socket of the file system. Throws `invalid_argument`
   * for anything else.
   */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry)
  }

  /** A peer on a socket of the file system has no address. */
  trusts(address: string): boolean {
    if (address === '') return this.#trustsSockets
    const kind = isIP(address)
    return kind !== 0 && this.#list.check(address, kind === 4 ? 'ipv4' : 'ipv6')
  }

  /** Where a request comes from as its proxies say, or `null`: it came without any that is trusted. */
  forwardedAddress(request: IncomingMessage): string | null {
    if (!this.trusts(peerAddress(request.socket.remoteAddress))) return null
    const header = request.headers['x-forwarded-for']
    const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').map((hop) => hop.trim())
    // Each proxy adds whom it heard from at the end: what stands before the first that isn't ours may be made up.
    const client = hops.findLast((hop) => hop !== '' && !this.trusts(hop))
    return client === undefined ? null : peerAddress(client)
  }

  /** Where a request comes from: as its trusted proxies say, else its peer. Empty on a socket of the file system. */
  addressOf(request: IncomingMessage): string {
    return this.forwardedAddress(request) ?? peerAddress(request.socket.remoteAddress)
  }

  #add(entry: string): void {
    if (entry === 'unix:') {
      this.#trustsSockets = true
      return
    }
    const [address = '', bits, more] = entry.split('/')
    const kind = isIP(address)
    const most = kind === 4 ? 32 : 128
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
    if (kind === 0 || more !== undefined || !(prefix <= most)) {
      throw refusal('invalid_argument', `\`trustedProxies\` has "${entry.slice(0, 60)}", which is no address.`, {
        hint: 'List addresses such as "10.0.0.7", blocks such as "10.0.0.0/8", or "unix:" for a socket.',
      })
    }
    this.#list.addSubnet(address, prefix, kind === 4 ? 'ipv4' : 'ipv6')
  }
}

/** An address in one form: IPv4 as such, also where a socket writes it as IPv6. */
export function peerAddress(address: string | undefined): string {
  const text = (address ?? '').slice(0, 64)
  const mapped = text.toLowerCase().startsWith('::ffff:') ? text.slice(7) : ''
  return isIPv4(mapped) ? mapped : text
}
