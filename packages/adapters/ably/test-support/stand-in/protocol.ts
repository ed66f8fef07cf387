/** What kind of frame it is: the numbers of Ably's protocol. */
export const actions = {
  heartbeat: 0,
  ack: 1,
  nack: 2,
  connected: 4,
  disconnect: 5,
  disconnected: 6,
  close: 7,
  closed: 8,
  error: 9,
  attach: 10,
  attached: 11,
  detach: 12,
  detached: 13,
  presence: 14,
  message: 15,
  sync: 16,
  auth: 17,
} as const

export const presenceActions = { present: 1, enter: 2, leave: 3, update: 4 } as const

/** Bits of an attach and its answer. */
export const flags = {
  hasPresence: 1 << 0,
  hasBacklog: 1 << 1,
  resumed: 1 << 2,
  presence: 1 << 16,
  publish: 1 << 17,
  subscribe: 1 << 18,
  presenceSubscribe: 1 << 19,
} as const

export const allModes = flags.presence | flags.publish | flags.subscribe | flags.presenceSubscribe

export interface WireError {
  readonly code: number
  readonly statusCode: number
  readonly message: string
  readonly href: string
}

/** What a message and a presence message have in common. */
interface WireItem {
  readonly id?: string
  readonly clientId?: string
  readonly connectionId?: string
  readonly timestamp?: number
  readonly data?: unknown
  readonly encoding?: string | null
  readonly extras?: Readonly<Record<string, unknown>>
}

export interface WireMessage extends WireItem {
  readonly name?: string
  readonly action?: number
  readonly serial?: string
}

export interface WirePresence extends WireItem {
  readonly action: number
}

/** One frame, either way. */
export interface Frame {
  readonly action: number
  readonly id?: string
  readonly channel?: string
  readonly channelSerial?: string | null
  readonly msgSerial?: number
  readonly count?: number
  readonly connectionId?: string
  readonly timestamp?: number
  readonly flags?: number
  readonly params?: Readonly<Record<string, string>>
  readonly error?: WireError
  readonly messages?: readonly WireMessage[]
  readonly presence?: readonly WirePresence[]
  readonly auth?: { readonly accessToken: string }
  readonly res?: readonly { readonly serials: readonly (string | null)[] }[]
  readonly connectionDetails?: Readonly<Record<string, unknown>>
}

/** Why the service refuses something, by Ably's own numbers. */
export class Refusal extends Error {
  readonly wire: WireError

  constructor(code: number, statusCode: number, message: string) {
    super(message)
    this.wire = { code, statusCode, message, href: `https://help.ably.io/error/${code}` }
  }
}

/** What came over a socket. Throws a `Refusal` for what is no frame. */
export function parseFrame(text: string): Frame {
  let value: unknown = null
  try {
    value = JSON.parse(text)
  } catch {
    // Said below.
  }
  const isFrame = typeof value === 'object' && value !== null && 'action' in value && typeof value.action === 'number'
  if (!isFrame) throw new Refusal(40000, 400, 'Unable to parse the request body')
  return value as Frame
}
