import type { AdapterContext, AdapterEvent, AdapterSession, RealtimeError } from '@herenow/adapter'
import { adapterError, comparePositions, createEventBatch, sessionClosed } from '@herenow/adapter'
import { withoutPresence } from './rabbitmq-error.ts'
import { lesserCapabilities } from './capabilities.ts'
import { createConnection } from './connection/connection.ts'
import { createHistory } from './history.ts'
import type { RabbitmqFactory, Settings } from './options.ts'
import { createPing } from './ping.ts'
import { createPublisher } from './publisher.ts'
import { createRequestGate } from './request-gate.ts'
import { createRoutes, pingDestination } from './routes.ts'
import type { Up } from './up.ts'
import { requestTimeout } from './up.ts'
import { createSessionChannels } from './session-channels.ts'
import { createStreams } from './streams.ts'
import { createStuckReadings } from './stuck-readings.ts'
import { createUnreadableEntries } from './unreadable-entries.ts'
import { rabbitmqHint } from './hints.ts'

/** Milliseconds for a sign of life when the network may have gone. */
const probeTimeout = 5_000

/** One user's connection to RabbitMQ. Throws `invalid_argument` for a factory that makes no usable client. */
export function openSession(context: AdapterContext, factory: RabbitmqFactory, settings: Settings): AdapterSession {
  const { clientId, info, env } = context
  const { clock } = env
  if (clientId === null) throw nameless()
  const routeOf = createRoutes(settings)
  const gate = createRequestGate()
  const stuck = createStuckReadings()
  const unreadable = createUnreadableEntries()
  let up: Up | null = null
  let connectionId = ''
  let closed = false

  const batch = createEventBatch((events) => context.emit(events))
  const emit = (events: readonly AdapterEvent[]): void =>
    batch.during(() => events.forEach((event) => batch.add(event)))
  const newId = (): string => Array.from(env.random.bytes(12), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const needs = { clock, env, gate, stuck, unreadable, up: () => up, emit, newId, routeOf }

  const connection = createConnection({
    context,
    clientId,
    factory,
    settings,
    tell: (state) => emit([{ type: 'connection', state }]),
    capabilitiesOf: ({ server }) => lesserCapabilities(server, settings.streams),
    onConnected(link, { session, server }) {
      connectionId = session
      const isKept = lesserCapabilities(server, settings.streams).history !== 'none'
      up = { link, streams: isKept ? createStreams(link, settings.streamArguments) : null }
      gate.onConnected()
      channels.onConnected()
    },
    onDown(end) {
      up = null
      gate.onDown(end)
      channels.onDown(end?.kind === 'lost')
    },
    onFailed: (reason) => channels.fail(reason),
    onDoubt: () => void probe(),
  })
  const channels = createSessionChannels(needs)
  const publisher = createPublisher({
    ...needs,
    author: () => ({ clientId, info, connectionId }),
    onSignalRefused: (error) => emit([{ type: 'error', error }]),
  })
  const history = createHistory({ ...needs, epochOf: channels.epochOf })

  const ping = createPing({ ...needs, destination: pingDestination(settings) })

  async function probe(): Promise<void> {
    const probed = up
    try {
      if (up) await ping(probeTimeout)
    } catch {
      if (up && up === probed) connection.giveUp()
    }
  }

  const rejectPeople = (what: string) => (): Promise<never> => Promise.reject(withoutPresence(what))

  return {
    connect: connection.connect,
    close() {
      closed = true
      const ended = connection.close()
      channels.fail(sessionClosed())
      return ended
    },
    ping: () => ping(requestTimeout),
    attach(channel, options) {
      if (closed) return Promise.reject(sessionClosed())
      const isKept = settings.streams !== false && (!up || up.streams !== null)
      if (options.since !== null && !isKept) return Promise.reject(nothingKept())
      return channels.attach(channel, options)
    },
    detach: channels.detach,
    publish: publisher.publish,
    signal: publisher.signal,
    compare: (_channel, a, b) => comparePositions(a, b),
    presence: {
      enter: rejectPeople('who is present'),
      update: rejectPeople('who is present'),
      leave: rejectPeople('who is present'),
      get: rejectPeople('who is present'),
    },
    history,
    hereNow: rejectPeople('who is here'),
    whereNow: rejectPeople('where somebody is'),
    watchOccupancy({ channels: watched, all }) {
      const isWatch = all || watched.length > 0
      if (isWatch) emit([{ type: 'error', error: withoutPresence('how many are present') }])
    },
  }
}

function nothingKept(): RealtimeError {
  return adapterError('unsupported', 'Nothing is kept here, so nothing can be replayed.', {
    hint: rabbitmqHint('streams'),
  })
}

function nameless(): RealtimeError {
  return adapterError('invalid_argument', "RabbitMQ doesn't tell clients who they are.", {
    hint: rabbitmqHint('clientId'),
  })
}
