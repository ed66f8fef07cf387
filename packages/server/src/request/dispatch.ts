import { assertNever, RealtimeError } from '@herenow/adapter'
import { errorBody } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { Connection } from '../socket/connection.ts'
import { attach, detach } from './attach.ts'
import { history } from './history.ts'
import { getPresence, hereNow, setPresence, syncPresence, watch, whereNow } from './presence.ts'
import { publish, signal } from './publish.ts'
import { questionsOf } from './questions.ts'
import type { Request } from './request.ts'

/**
 * Starts what a request asks for, in the caller's turn, and sees to it that it is answered. Nothing thrown on the way
 * gets past here.
 */
export function dispatch(services: Services, connection: Connection, item: Request): void {
  // Whoever asks whether the connection lives wants to know now.
  if (connection.gate === null || item.type === 'ping') {
    carryOut(services, connection, item)
    return
  }
  connection.gate.pass({
    // What concerns no channel in particular keeps its order, too.
    channel: 'channel' in item ? item.channel : '',
    questions: questionsOf(services, connection, item),
    run: () => carryOut(services, connection, item),
    refuse: (error) => refuse(services, connection, item, error),
  })
}

function carryOut(services: Services, connection: Connection, item: Request): void {
  try {
    const running = start(services, connection, item)
    if (running instanceof Promise) running.catch((error: unknown) => refuse(services, connection, item, error))
  } catch (error) {
    refuse(services, connection, item, error)
  }
}

function start(services: Services, connection: Connection, item: Request): Promise<void> | void {
  switch (item.type) {
    case 'attach':
      return attach(services, connection, item)
    case 'publish':
      return publish(services, connection, item)
    case 'detach':
      return detach(services, connection, item)
    case 'signal':
      return signal(services, connection, item)
    case 'presence':
      return setPresence(services, connection, item)
    case 'presence-get':
      return getPresence(services, connection, item)
    case 'presence-sync':
      return syncPresence(services, connection, item)
    case 'history':
      return history(services, connection, item)
    case 'here-now':
      return hereNow(services, connection, item)
    case 'where-now':
      return whereNow(services, connection, item)
    case 'watch':
      return watch(services, connection, item)
    case 'ping':
      connection.ok(item.id)
      return
    default:
      return assertNever(item)
  }
}

function refuse(services: Services, connection: Connection, item: Request, error: unknown): void {
  try {
    // Later messages must not overtake one that its client sends again.
    if (item.type === 'publish' && RealtimeError.isInstance(error) && error.retryable) {
      connection.onHold.add(item.channel)
    }
    if (!RealtimeError.isInstance(error)) {
      services.failures.report(`The request "${item.type}" failed`, error, connection.about)
    }
    const body = errorBody(error)
    services.metrics.refused('request', body.code)
    if (item.type === 'publish') services.metrics.publishes.refused += item.messages.length
    connection.error(body, {
      id: 'id' in item ? item.id : undefined,
      channel: 'channel' in item ? item.channel : undefined,
    })
  } catch (unanswerable) {
    connection.failed(unanswerable)
  }
}
