import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { parseCookie } from 'cookie'
import type { TrustedProxies } from '../http/trusted-proxies.ts'

/** The HTTP request with which a client connected. */
export interface ConnectRequest {
  readonly headers: Readonly<IncomingHttpHeaders>
  /** By name, decoded. */
  readonly cookies: Readonly<Record<string, string | undefined>>
  /** The client's address: behind one of `trustedProxies` the one that the proxy tells. Empty on a socket of the file system. */
  readonly address: string
  /** Path and query. */
  readonly url: string
}

/** Reads a request once, for as long as its connection lasts. */
export function connectRequest(request: IncomingMessage, trustedProxies: TrustedProxies): ConnectRequest {
  const { headers, url = '/' } = request
  return {
    headers,
    cookies: parseCookie(headers.cookie ?? ''),
    address: trustedProxies.addressOf(request),
    url,
  }
}
