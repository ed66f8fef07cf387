import type { AdapterSession, AttachOptions, OutgoingMessage, SessionState, TokenRequest } from '@herenow/adapter'
import type { ClientItem, ServerItem, Welcome, WireMessage } from '@herenow/protocol'
import type { EventRecorder, RecordingLogger, ScriptedSocket, TestEnv } from '@herenow/testing'
import { createEventRecorder, createTestEnv, recordingLogger } from '@herenow/testing'
import { websocket } from '../src/index.ts'

type ItemType = ClientItem['type']
type ItemOf<Type extends ItemType> = Extract<ClientItem, { readonly type: Type }>

/** What the scripted server says to an item: some items in one frame, or nothing. */
type Answers = {
  -readonly [Type in ItemType]?: (item: ItemOf<Type>, socket: ScriptedSocket) => readonly ServerItem[]
}

export interface WorldOptions {
  readonly url?: string
  readonly clientId?: string | null
  readonly seed?: number
  readonly failFast?: boolean
  /** Default: no token. */
  readonly token?: (request: TokenRequest) => Promise<string | null>
  readonly answersClose?: boolean
}

/** A session whose server is a script, in a world that stands still. */
export interface World extends TestEnv {
  readonly session: AdapterSession
  readonly recorder: EventRecorder
  readonly log: RecordingLogger
  /** Change an entry to change what the server says; it says the usual to everything else. */
  readonly answers: Answers
  /** Whether sockets open by themselves. Default `true`. */
  opens: boolean
  /** Items of one type that the client sent, on all sockets. */
  sent<Type extends ItemType>(type: Type): readonly ItemOf<Type>[]
  /** All states that the connection was in, by name. */
  statuses(): readonly SessionState['status'][]
  state(): SessionState | undefined
  /** Connects and waits for the welcome. */
  connect(): Promise<void>
}

export const welcome: Welcome = {
  type: 'welcome',
  version: 1,
  connectionId: 'connection-1',
  resumeKey: 'key-1',
  clientId: 'ana',
  resumed: false,
  pingInterval: 25_000,
  limits: { messageBytes: 65_536, signalBytes: 64, frameBytes: 131_072, channels: 200 },
  features: [],
}

const usual: Answers = {
  hello: () => [welcome],
  attach: ({ id, since }) => [
    {
      type: 'ok',
      id,
      result: typeof since === 'object' ? { ...since, recovered: true } : { epoch: 'e', offset: 0, recovered: false },
    },
  ],
  publish: ({ id, messages }) => [
    {
      type: 'ok',
      id,
      result: { outcomes: messages.map((_, index) => ({ timestamp: 1, epoch: 'e', offset: index + 1 })) },
    },
  ],
  detach: ({ id }) => [{ type: 'ok', id }],
  presence: ({ id }) => [{ type: 'ok', id }],
  'presence-sync': ({ id }) => [{ type: 'ok', id }],
  watch: ({ id }) => [{ type: 'ok', id }],
  token: ({ id }) => [{ type: 'ok', id, result: {} }],
  ping: ({ id }) => [{ type: 'ok', id }],
}

export function createWorld(options: WorldOptions = {}): World {
  const answers: Answers = { ...usual }
  const testEnv = createTestEnv({
    seed: options.seed ?? 1,
    script: {
      answersClose: options.answersClose ?? true,
      onCreate(socket) {
        if (world.opens && socket.status === 'connecting') socket.open()
      },
      onItem: (sent, socket) => answer(sent as unknown as ClientItem, socket),
    },
  })
  function answer<Type extends ItemType>(item: ItemOf<Type>, socket: ScriptedSocket): void {
    const items = answers[item.type as Type]?.(item, socket) ?? []
    queueMicrotask(() => {
      if (items.length > 0 && socket.status === 'open') socket.receive(...items)
    })
  }
  const recorder = createEventRecorder()
  const log = recordingLogger()
  const session = websocket(options.url ?? 'ws://localhost:7070').open({
    clientId: options.clientId === undefined ? 'ana' : options.clientId,
    info: null,
    failFast: options.failFast ?? false,
    token: options.token ?? (() => Promise.resolve(null)),
    env: testEnv.env,
    log,
    emit: recorder.emit,
  })
  const world: World = {
    ...testEnv,
    session,
    recorder,
    log,
    answers,
    opens: true,
    sent: <Type extends ItemType>(type: Type) =>
      testEnv.sockets.all
        .flatMap((socket) => socket.sent as unknown as readonly ClientItem[])
        .filter((item): item is ItemOf<Type> => item.type === type),
    statuses: () => recorder.of('connection').map((event) => event.state.status),
    state: () => recorder.of('connection').at(-1)?.state,
    async connect() {
      session.connect()
      await testEnv.clock.advance(0)
    },
  }
  return world
}

/** Options of a plain attach. */
export const plain: AttachOptions = { since: null, rewind: null, presence: false }

/** Options of an attach that follows presence. */
export const withPresence: AttachOptions = { ...plain, presence: true }

export function wireMessage(offset: number, more: Partial<WireMessage> = {}): WireMessage {
  return { id: `m${offset}`, name: 'said', data: offset, clientId: 'bob', timestamp: offset, offset, ...more }
}

export function outgoing(id: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return { id, name: 'said', data: id, meta: null, store: true, ttl: null, ...more }
}
