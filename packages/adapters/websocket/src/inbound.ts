import type { Logger } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ErrorItem, FrameProblem, ServerItem } from '@herenow/protocol'
import { closeCode, decodeServerFrame, encodeItem } from '@herenow/protocol'
import { adapterError, serverError } from './adapter-error.ts'
import type { Attachments } from './attachments.ts'
import type { Connection } from './connection/runner.ts'
import type { EventBatch } from './event-batch.ts'
import type { Outgoing } from './outgoing.ts'
import { receivedSignal } from './received.ts'
import type { Requests } from './requests.ts'

export interface InboundHost {
  readonly log: Logger
  readonly connection: Connection
  readonly events: EventBatch
  readonly outgoing: Outgoing
  readonly requests: Requests
  readonly attachments: Attachments
}

/** Reads a frame and brings each of its items to whom it concerns. */
export function receiveFrame(data: unknown, host: InboundHost): void {
  for (const { item, problem } of decodeServerFrame(data)) {
    if (item === undefined) receiveProblem(problem, host)
    else receiveItem(item, host)
  }
}

function receiveProblem(problem: FrameProblem, { log, connection, events, requests }: InboundHost): void {
  if (problem.kind === 'not-json') return connection.giveUp(closeCode.protocolError)
  // A newer server may say what this version doesn't know.
  if (problem.kind === 'unknown-type') return log.info(problem.message)
  const { id, channel } = problem
  const error = adapterError('protocol_error', problem.message, { channel })
  if (id === undefined) events.add({ type: 'error', error })
  else requests.answer(id, error)
}

function receiveItem(item: ServerItem, host: InboundHost): void {
  const { attachments, connection, events } = host
  switch (item.type) {
    case 'welcome':
      return connection.welcome(item)
    case 'ok':
      return host.requests.answer(item.id, null, item.result)
    case 'error':
      return receiveError(item, host)
    case 'message':
      return attachments.onMessage(item)
    case 'signal':
      if (attachments.has(item.channel))
        events.add({ type: 'signal', channel: item.channel, signal: receivedSignal(item) })
      return
    case 'presence':
      return attachments.feed(item.channel)?.change(item)
    case 'presence-snapshot':
      return attachments.feed(item.channel)?.snapshot(item)
    case 'occupancy':
      return events.add({ type: 'occupancy', counts: item.counts })
    case 'detached':
      return attachments.onDetached(item)
    case 'ping':
      return host.outgoing.push(encodeItem({ type: 'pong' }))
    case 'goodbye':
      return connection.farewell(item.error)
    default:
      return assertNever(item)
  }
}

function receiveError({ id, channel, error }: ErrorItem, { connection, events, requests }: InboundHost): void {
  if (id !== undefined) return requests.answer(id, serverError(error, channel))
  if (connection.status === 'connected') return events.add({ type: 'error', error: serverError(error, channel) })
  // The answer to `hello`. The close code that follows says what to do, unless it is about the token.
  connection.farewell(error)
  if (error.code === 'unauthorized') connection.giveUp(closeCode.unauthorized)
  if (error.code === 'token_expired') connection.giveUp(closeCode.tokenExpired)
}
