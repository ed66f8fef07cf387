import { limits as protocolLimits } from '@herenow/protocol'
import { refusal } from './refusal.ts'

/** What one connection may do, and how many there may be. Sizes are UTF-8 bytes of JSON. */
export interface ServerLimits {
  /** `data` of a message. Default 64 KiB, at most 192 KiB: it must fit a frame of the server. */
  readonly messageBytes: number
  /** `data` of a signal. Default 64 B, at most 1 KiB. */
  readonly signalBytes: number
  /** A client's frame. Default 128 KiB. */
  readonly frameBytes: number
  /** A presence state. Default 4 KiB, at most 192 KiB. */
  readonly stateBytes: number
  /** Channels that a connection may be attached to, and present in. Default 200. */
  readonly channels: number
  /** Bytes that may wait for a slow reader before it is cut. Default 1 MiB. */
  readonly bufferBytes: number
  /** What the server may keep of everybody who is present. Default 256 MB. */
  readonly presenceBytes: number
  /** Connections that may be open at once, also those that aren't WebSockets yet. Default 50,000. */
  readonly connections: number
  /** The same from one address, or one IPv6 network; this machine's own aren't counted. Default 10,000. */
  readonly connectionsPerAddress: number
  /** Messages, signals and presence changes a second. Default 50 with auth, 1,000 without. */
  readonly publishesPerSecond: number
  /** The reserve for bursts of them. Default 100 with auth, 10,000 without. */
  readonly publishBurst: number
  /** Other requests a second. Default 100 with auth, 1,000 without. */
  readonly requestsPerSecond: number
  /** The reserve for bursts of them. Default 1,000 with auth, 10,000 without. */
  readonly requestBurst: number
}

const sizes = {
  messageBytes: protocolLimits.messageBytes,
  signalBytes: protocolLimits.signalBytes,
  frameBytes: protocolLimits.frameBytes,
  stateBytes: protocolLimits.stateBytes,
  channels: protocolLimits.channelsPerConnection,
  bufferBytes: 1_048_576,
  presenceBytes: 256_000_000,
  connections: 50_000,
  connectionsPerAddress: 10_000,
}
const withAuth = { publishesPerSecond: 50, publishBurst: 100, requestsPerSecond: 100, requestBurst: 1_000 }
const inDevelopment = {
  publishesPerSecond: 1_000,
  publishBurst: 10_000,
  requestsPerSecond: 1_000,
  requestBurst: 10_000,
}
const most: Partial<Record<keyof ServerLimits, number>> = {
  signalBytes: 1_024,
  messageBytes: 196_608,
  stateBytes: 196_608,
}

/** The names of all limits. */
export const limitNames: readonly string[] = Object.keys({ ...sizes, ...withAuth })

/** Defaults and what was set instead. Throws `invalid_argument` for values that can't be. */
export function resolveLimits(
  given: { readonly [K in keyof ServerLimits]?: number | undefined },
  authenticated: boolean,
): ServerLimits {
  const resolved: Record<keyof ServerLimits, number> = { ...sizes, ...(authenticated ? withAuth : inDevelopment) }
  for (const name of Object.keys(resolved) as (keyof ServerLimits)[]) {
    const value = given[name]
    if (value === undefined) continue
    const highest = most[name] ?? Number.MAX_SAFE_INTEGER
    if (!Number.isSafeInteger(value) || value < 1 || value > highest) {
      throw refusal('invalid_argument', `\`limits.${name}\` must be a whole number from 1 to ${highest}.`)
    }
    resolved[name] = value
  }
  return resolved
}
