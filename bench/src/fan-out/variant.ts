import { signToken } from '@herenow/server'

/** What every server under test can do: tell one text to everyone in one channel. */
export interface FanOutServer {
  readonly port: number
  /** Sends `data` (a string of the offered message's size) to all subscribers. */
  publish(data: string): void
  /** Messages per write so far, where the server batches. */
  batchSize?(): number
}

/** How a raw client of a variant introduces itself. Text frames only. */
export interface FanOutClient {
  readonly path: string
  readonly protocol: string | null
  /** Frames to send once the socket is open. */
  readonly greeting: readonly string[]
}

/** The variants, in the order of the report. */
export const variants = ['stringify', 'framed-once', 'array-frames', 'herenow', 'herenow-guarded', 'socket-io'] as const
export type Variant = (typeof variants)[number]

export const titles: Readonly<Record<Variant, string>> = {
  stringify: 'raw ws, JSON.stringify per client',
  'framed-once': 'raw ws, framed once',
  'array-frames': 'raw ws, bare array-frame loop (the limit)',
  herenow: 'Herenow',
  'herenow-guarded': 'Herenow with auth, rules and hooks',
  'socket-io': 'Socket.IO 4.8',
}

export const channel = 'bench'

/** Of the variant with auth. */
export const secret = 'a secret that nobody could guess: 7'

/** Stands in every message once and nowhere else, so that clients can count deliveries without parsing. */
export const mark = '#'

export const clients: Readonly<Record<Variant, FanOutClient>> = {
  stringify: { path: '/', protocol: null, greeting: [] },
  'framed-once': { path: '/', protocol: null, greeting: [] },
  'array-frames': { path: '/', protocol: null, greeting: [] },
  herenow: {
    path: '/',
    protocol: 'herenow.v1',
    greeting: ['[{"type":"hello","version":1},{"type":"attach","id":1,"channel":"bench"}]'],
  },
  'herenow-guarded': {
    path: '/',
    protocol: 'herenow.v1',
    greeting: [
      JSON.stringify([
        { type: 'hello', version: 1, token: await signToken({ secret, clientId: 'reader' }) },
        { type: 'attach', id: 1, channel },
      ]),
    ],
  },
  'socket-io': { path: '/socket.io/?EIO=4&transport=websocket', protocol: null, greeting: ['40'] },
}
