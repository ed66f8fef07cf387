import type { Logger, RealtimeError } from '@herenow/adapter'
import { assertNever } from '@herenow/adapter'
import type { ErrorItem, FrameProblem, ServerItem } from '@herenow/protocol'
import { closeCode, decodeServerFrame, encodeItem } from '@herenow/protocol'
import { adapterError, serverError } from './adapter-error.ts'
import type { Attachments } from './attachments.ts'
import type { Connection } from './connection/runner.ts'
import type { EventBatch } from './event-batch.ts'
import type { Outgoing } from './outgoing.ts'
import type { OwnEntries } from './own-entries.ts'
import { receivedSignal } from './received.ts'
import type { Requests } from './requests.ts'

/** Returns what reads a frame and brings each of its items to whom it concerns. */
export function createInbound(
  log: Logger,
  connection: Connection,
  events: EventBatch,
  outgoing: Outgoing,
  requests: Requests,
  attachments: Attachments,
  ownEntries: OwnEntries,
): (frame: unknown) => void {
  function receive(item: ServerItem): void {
    switch (item.type) {
      case 'welcome':
        ownEntries.welcomed(item)
        return connection.welcome(item)
      case 'ok':
        return requests.answer(item.id, null, item.result)
      case 'error':
        return receiveError(item)
      case 'message':
        return attachments.get(item.channel)?.message(item.message)
      case 'signal':
        if (attachments.get(item.channel)?.isAttached)
          events.add({ type: 'signal', channel: item.channel, signal: receivedSignal(item) })
        return
      case 'presence':
      case 'presence-interval':
        return attachments.get(item.channel)?.feed?.change(item)
      case 'presence-snapshot':
        return attachments.get(item.channel)?.feed?.snapshot(item)
      case 'occupancy':
        return events.add(item)
      case 'detached':
        return attachments.get(item.channel)?.detached(item)
      case 'ping':
        return outgoing.push(encodeItem({ type: 'pong' }))
      case 'goodbye':
        return connection.farewell(item.error)
      default:
        return assertNever(item)
    }
  }

  function receiveError({ id, channel, error }: ErrorItem): void {
    if (id !== undefined || connection.status === 'connected') return report(id, serverError(error, channel))
    // The answer to `hello`. The close code that follows says what to do, unless it is about the token.
    connection.farewell(error)
    if (error.code === 'unauthorized') connection.giveUp(closeCode.unauthorized)
    if (error.code === 'token_expired') connection.giveUp(closeCode.tokenExpired)
  }

  function receiveProblem({ kind, message, id, channel }: FrameProblem): void {
    if (kind === 'not-json') return connection.giveUp(closeCode.protocolError)
    // A newer server may say what this version doesn't know.
    if (kind === 'unknown-type') return log.info(message)
    report(id, adapterError('protocol_error', message, { channel }))
  }

  /** To who asked, or to everybody. */
  function report(id: number | undefined, error: RealtimeError): void {
    if (id === undefined) events.add({ type: 'error', error })
    else requests.answer(id, error)
  }

  return (frame) => {
    for (const { item, problem } of decodeServerFrame(frame)) {
      if (item) receive(item)
      else receiveProblem(problem)
    }
  }
}
