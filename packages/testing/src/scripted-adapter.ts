import type {
  Adapter,
  AdapterContext,
  AdapterEvent,
  AdapterHistoryPage,
  AdapterSession,
  AttachOptions,
  Capabilities,
  ForbiddenChannel,
  HereNow,
  HereNowQuery,
  HistoryQuery,
  OccupancyWatch,
  OutgoingMessage,
  Position,
  PresenceConnection,
  PublishOutcome,
  ReceivedMessage,
  UserInfo,
} from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { everything } from './every-capability.ts'
import { settled } from './settled.ts'

/** A request that the test answers. */
export interface ScriptedRequest<Question, Answer> {
  readonly channel: string
  readonly question: Question
  answer(answer: Answer): void
  refuse(error: unknown): void
}

/** A session that does nothing by itself: it records what is asked and says what the test makes it say. */
export interface ScriptedSession {
  readonly context: AdapterContext
  /** Every call by name, in order, with the channel where there is one: `connect`, `attach room`, … */
  readonly calls: readonly string[]
  readonly attaches: readonly ScriptedRequest<AttachOptions, void>[]
  readonly publishes: readonly ScriptedRequest<readonly OutgoingMessage[], readonly PublishOutcome[]>[]
  readonly histories: readonly ScriptedRequest<HistoryQuery, AdapterHistoryPage>[]
  readonly hereNows: readonly ScriptedRequest<HereNowQuery, HereNow>[]
  readonly presences: readonly ScriptedRequest<{ readonly action: string; readonly state: unknown }, void>[]
  readonly watches: readonly OccupancyWatch[]
  readonly refreshes: readonly ScriptedRequest<ForbiddenChannel | null, void>[]
  /** Whether a detach is answered, at once. At first: yes. */
  answersDetach: boolean
  /** Says these events, as one network frame would. */
  emit(...events: readonly AdapterEvent[]): void
  /** Says that the connection stands. */
  connected(clientId?: string, info?: UserInfo | null): void
  /** Says that a channel is attached. */
  attached(channel: string, position: Position | null, recovered?: boolean): void
  /** Answers every attach of a channel that waits. */
  grant(channel: string, position: Position | null): void
  /**
   * Refuses every attach of a channel that waits. `told-first`, the default: with the `failed` event before the
   * rejection, as the contract wants it. `rejected-first`: the other way round, as a careless adapter may.
   */
  refuse(channel: string, reason: RealtimeError, order?: 'told-first' | 'rejected-first'): Promise<void>
}

export interface ScriptedAdapter extends Adapter {
  readonly sessions: readonly ScriptedSession[]
  /** The newest session. */
  readonly session: ScriptedSession
}

/** Makes an adapter whose service is the test itself: for what no real service does on demand. */
export function scriptedAdapter(capabilities: Partial<Capabilities> = {}): ScriptedAdapter {
  const sessions: ScriptedSession[] = []
  return {
    spec: 'v1',
    name: 'scripted',
    capabilities: { ...everything, ...capabilities },
    sessions,
    get session() {
      const newest = sessions.at(-1)
      if (newest === undefined) throw new Error('No session has been opened yet')
      return newest
    },
    open(context) {
      const { script, session } = createSession(context)
      sessions.push(script)
      return session
    },
  }
}

function createSession(context: AdapterContext): { script: ScriptedSession; session: AdapterSession } {
  const calls: string[] = []
  const attaches: ScriptedRequest<AttachOptions, void>[] = []
  const publishes: ScriptedRequest<readonly OutgoingMessage[], readonly PublishOutcome[]>[] = []
  const histories: ScriptedRequest<HistoryQuery, AdapterHistoryPage>[] = []
  const hereNows: ScriptedRequest<HereNowQuery, HereNow>[] = []
  const presences: ScriptedRequest<{ readonly action: string; readonly state: unknown }, void>[] = []
  const watches: OccupancyWatch[] = []
  const refreshes: ScriptedRequest<ForbiddenChannel | null, void>[] = []
  let waiting: ScriptedRequest<AttachOptions, void>[] = []
  const emit = (...events: readonly AdapterEvent[]): void => context.emit(events)

  /** Takes the attaches of a channel that wait for an answer. */
  function takeWaiting(channel: string): readonly ScriptedRequest<AttachOptions, void>[] {
    const taken = waiting.filter((request) => request.channel === channel)
    waiting = waiting.filter((request) => request.channel !== channel)
    return taken
  }

  function presence(action: string, channel: string, state: unknown): Promise<void> {
    calls.push(`${action} ${channel}`)
    return ask(presences, channel, { action, state })
  }

  const session: AdapterSession = {
    connect: () => void calls.push('connect'),
    close: async () => void calls.push('close'),
    ping: async () => 1,
    attach(channel, options) {
      calls.push(`attach ${channel}`)
      const asked = ask(attaches, channel, options)
      waiting.push(...attaches.slice(-1))
      return asked
    },
    detach(channel) {
      calls.push(`detach ${channel}`)
      emit({ type: 'channel', channel, state: { status: 'detached', reason: null } })
      const reason = new RealtimeError({ code: 'connection_closed', message: 'The channel was detached.', channel })
      for (const request of takeWaiting(channel)) request.refuse(reason)
      return script.answersDetach ? Promise.resolve() : new Promise(() => {})
    },
    refreshToken: (request) => ask(refreshes, request?.channel ?? '', request ?? null),
    publish(channel, messages) {
      calls.push(`publish ${channel}`)
      return ask(publishes, channel, messages)
    },
    signal: async (channel, name, data) => void calls.push(`signal ${channel} ${name} ${JSON.stringify(data)}`),
    compare: (_, a, b) => (a.epoch === b.epoch ? (Math.sign(Number(a.offset) - Number(b.offset)) as -1 | 0 | 1) : null),
    presence: {
      enter: (channel, state) => presence('enter', channel, state),
      update: (channel, state) => presence('update', channel, state),
      leave: (channel) => presence('leave', channel, null),
      get: async () => [],
    },
    history(channel, query) {
      calls.push(`history ${channel}`)
      return ask(histories, channel, query)
    },
    hereNow(query) {
      calls.push('hereNow')
      return ask(hereNows, '', query)
    },
    whereNow: async () => [],
    watchOccupancy: (watch) => void watches.push(watch),
  }
  const script: ScriptedSession = {
    context,
    calls,
    attaches,
    publishes,
    histories,
    hereNows,
    presences,
    watches,
    refreshes,
    answersDetach: true,
    emit,
    connected: (clientId = context.clientId ?? 'someone', info = context.info) =>
      emit({ type: 'connection', state: { status: 'connected', connectionId: 'c1', clientId, info } }),
    attached: (channel, position, recovered = false) => emit({ type: 'attached', channel, position, recovered }),
    grant(channel, position) {
      const granted = takeWaiting(channel)
      if (granted.length > 0) emit({ type: 'attached', channel, position, recovered: false })
      for (const request of granted) request.answer()
    },
    async refuse(channel, reason, order = 'told-first') {
      const refused = takeWaiting(channel)
      const tell = (): void => emit({ type: 'channel', channel, state: { status: 'failed', reason } })
      if (order === 'told-first') tell()
      for (const request of refused) request.refuse(reason)
      await settled()
      if (order === 'rejected-first') tell()
    },
  }
  return { script, session }
}

function ask<Question, Answer>(
  asked: ScriptedRequest<Question, Answer>[],
  channel: string,
  question: Question,
): Promise<Answer> {
  return new Promise((resolve, reject) => asked.push({ channel, question, answer: resolve, refuse: reject }))
}

/** A message as a service would deliver it. `offset` in epoch `e`, unless told otherwise; `null`: not stored. */
export function receivedMessage(
  offset: number | null,
  changes: Partial<ReceivedMessage> & { readonly epoch?: string } = {},
): ReceivedMessage {
  const { epoch = 'e', ...rest } = changes
  return {
    id: `m${offset}`,
    channel: 'room',
    name: 'said',
    data: offset,
    clientId: 'ben',
    info: null,
    connectionId: 'b1',
    timestamp: 1_000 + (offset ?? 0),
    position: offset === null ? null : { epoch, offset },
    meta: null,
    ...rest,
  }
}

/** A connection's presence as a service would tell it. */
export function presenceConnection(
  clientId: string,
  connectionId: string,
  changes: Partial<PresenceConnection> = {},
): PresenceConnection {
  return { clientId, connectionId, info: null, state: null, enteredAt: 1, updatedAt: 1, ...changes }
}
