import { adapterError } from '@herenow/adapter'
import { hint } from './hints.ts'

// The SDK 7.3 has no types of its own. These are what the adapter calls and reads; those of DefinitelyTyped fit in.

/** A client of the SDK `pubnub` of version 7, as far as its types say. */
export interface PubNubClient {
  addListener(listener: SdkListener): void
  removeListener(listener: SdkListener): void
  subscribe(parameters: { channels?: string[] }): void
  unsubscribe(parameters: { channels?: string[] }): void
  unsubscribeAll(): void
  stop(): void
  time(): Promise<{ timetoken: Timetoken }>
  publish(parameters: SdkPublish): Promise<{ timetoken: Timetoken }>
  signal(parameters: { channel: string; message: unknown }): Promise<unknown>
  fetchMessages(parameters: SdkHistoryQuery): Promise<{ channels: Record<string, SdkStoredMessage[]> }>
  hereNow(parameters: SdkHereNowQuery): Promise<{ channels: Record<string, SdkOccupancy> }>
  whereNow(parameters: { uuid?: string }): Promise<{ channels: string[] }>
  setState(parameters: { channels?: string[]; state?: object }): Promise<unknown>
  setToken(token: string): void
  setUUID(userId: string): void
}

/** What else it has. */
export interface SdkClient extends PubNubClient {
  /** `timetoken`: what comes after it is delivered. Types that have it say that it is a number, which it doesn't fit in. */
  subscribe(parameters: { channels?: string[]; timetoken?: string }): void
  disconnect(): void
  getVersion(): string
  parseToken(token: string): { timestamp?: number; ttl?: number; authorized_uuid?: string } | undefined
}

/** 17 digits. What PubNub gives as a number has lost its last one. */
type Timetoken = string | number

export interface SdkPublish {
  channel: string
  message: unknown
  meta?: object
  storeInHistory?: boolean
  sendByPost?: boolean
}

interface SdkHistoryQuery {
  channels: string[]
  count?: number
  start?: string
  end?: string
  stringifiedTimeToken?: boolean
  includeMeta?: boolean
  includeUUID?: boolean
  includeMessageType?: boolean
}

interface SdkHereNowQuery {
  channels?: string[]
  includeUUIDs?: boolean
  includeState?: boolean
}

export interface SdkListener {
  status?(status: SdkStatus): void
  message?(event: SdkMessage): void
  signal?(event: SdkMessage): void
  presence?(event: SdkPresence): void
}

/** What became of a request, or of what is subscribed to. */
export interface SdkStatus {
  readonly operation?: string
  readonly category?: string
  readonly error?: boolean
  readonly statusCode?: number | undefined
  readonly errorData?: unknown
  readonly affectedChannels?: readonly string[]
  readonly currentTimetoken?: Timetoken
}

export interface SdkMessage {
  readonly channel: string
  readonly message?: unknown
  readonly publisher?: string
  readonly timetoken: Timetoken
  readonly userMetadata?: unknown
}

export interface SdkStoredMessage {
  readonly message?: unknown
  readonly uuid?: string | null | undefined
  readonly timetoken: Timetoken
  readonly meta?: unknown
  readonly messageType?: string | number | null | undefined
}

export interface SdkPresence {
  readonly channel: string
  readonly timetoken?: Timetoken
  // Whoever may publish to the presence channel says what these are.
  readonly action?: unknown
  readonly uuid?: unknown
  readonly occupancy?: unknown
  readonly state?: unknown
  readonly join?: unknown
  readonly leave?: unknown
  readonly timeout?: unknown
}

export interface SdkOccupancy {
  readonly occupancy: number
  readonly occupants: readonly { readonly uuid: string; readonly state?: unknown }[]
}

const methods: readonly (keyof SdkClient)[] = [
  'addListener',
  'removeListener',
  'subscribe',
  'unsubscribe',
  'unsubscribeAll',
  'stop',
  'time',
  'publish',
  'signal',
  'fetchMessages',
  'hereNow',
  'whereNow',
  'setState',
  'setToken',
  'setUUID',
  'disconnect',
  'getVersion',
  'parseToken',
]

/** Throws `invalid_argument` for what is no client of version 7. */
export function checkedClient(made: unknown): SdkClient {
  if (typeof made !== 'object' || made === null) throw notAClient(made === null ? 'null' : typeof made)
  const isClient = methods.every((name) => typeof Reflect.get(made, name) === 'function')
  if (!isClient) throw notAClient('a client of another version of the SDK')
  const client = made as SdkClient
  const version = client.getVersion()
  if (!version.startsWith('7.')) throw notAClient(`a client of version ${version} of the SDK`)
  return client
}

function notAClient(what: string): Error {
  return adapterError('invalid_argument', `The function that makes the PubNub client returned ${what}.`, {
    hint: hint('factory'),
  })
}
