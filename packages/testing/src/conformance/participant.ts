import type {
  Adapter,
  AdapterEvent,
  AdapterSession,
  AttachOptions,
  OutgoingMessage,
  Position,
  PublishOutcome,
  PublishStored,
  ReceivedMessage,
  SessionState,
  UserInfo,
} from '@herenow/adapter'
import type { EventRecorder } from '../event-recorder.ts'
import type { TestClient } from './test-service.ts'

/** A client of the test: its session, and what that has told. */
export interface Participant {
  /** Name of its connection. */
  readonly name: string
  readonly clientId: string
  readonly info: UserInfo | null
  readonly adapter: Adapter
  readonly session: AdapterSession
  readonly recorder: EventRecorder
  attach(channel: string, options?: Partial<AttachOptions>): Promise<void>
  /** Publishes one message per value, in one call, and returns what the service says of them. Ids are new. */
  publish(channel: string, ...data: readonly unknown[]): Promise<readonly PublishStored[]>
  /** Messages received on a channel so far. */
  received(channel: string): readonly ReceivedMessage[]
  /** The `data` of `received`. */
  data(channel: string): readonly unknown[]
  /** Waits until so many messages are there, and returns them all. */
  messages(channel: string, count: number): Promise<readonly ReceivedMessage[]>
  /** Waits for a state of the connection, present or future. */
  reaches(status: SessionState['status']): Promise<SessionState>
  /** The present state of the connection. */
  readonly state: () => SessionState | undefined
}

let lastId = 0

/** A message with a fresh id. */
export function message(data: unknown, more: Partial<OutgoingMessage> = {}): OutgoingMessage {
  lastId += 1
  return { id: `message-${lastId}`, name: 'said', data, meta: null, store: true, ttl: null, ...more }
}

/** The outcomes, all of which must be good. */
export function stored(outcomes: readonly PublishOutcome[]): readonly PublishStored[] {
  return outcomes.map((outcome) => {
    if (outcome.error !== undefined) throw outcome.error
    return outcome
  })
}

export function createParticipant(
  { name, clientId, info }: TestClient,
  adapter: Adapter,
  session: AdapterSession,
  recorder: EventRecorder,
): Participant {
  const received = (channel: string): readonly ReceivedMessage[] =>
    recorder.of('message', channel).map((event) => event.message)
  const state = (): SessionState | undefined => recorder.of('connection').at(-1)?.state
  return {
    name,
    clientId,
    info,
    adapter,
    session,
    recorder,
    attach: (channel, options) => session.attach(channel, { since: null, rewind: null, presence: false, ...options }),
    publish: async (channel, ...data) =>
      stored(
        await session.publish(
          channel,
          data.map((value) => message(value)),
        ),
      ),
    received,
    data: (channel) => received(channel).map((it) => it.data),
    messages: (channel, count) =>
      recorder.until(`${count} messages on ${channel} for ${name}`, () => {
        const all = received(channel)
        return all.length >= count ? all : undefined
      }),
    reaches: (status) =>
      recorder.until(`${name} to be ${status}`, () => {
        const now = state()
        return now?.status === status ? now : undefined
      }),
    state,
  }
}

/**
 * Publishes one message per value, and returns where they stand: as they are delivered, which every service with positions
 * tells. Leaves the channel attached.
 */
export async function positionsOf(
  publisher: Participant,
  channel: string,
  ...data: readonly unknown[]
): Promise<readonly Position[]> {
  await publisher.attach(channel)
  await publisher.publish(channel, ...data)
  const messages = await publisher.messages(channel, data.length)
  return messages.map(({ position }) => {
    if (position === null) throw new Error('The service gave no position')
    return position
  })
}

/** What happened in a channel's presence, in short: `snapshot`, or what whose connection did. */
export function presenceStory(events: readonly AdapterEvent[], channel: string): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === 'presence-snapshot' && event.channel === channel) return ['snapshot']
    if (event.type === 'presence' && event.channel === channel) return [`${event.action} ${event.connection.clientId}`]
    return []
  })
}
