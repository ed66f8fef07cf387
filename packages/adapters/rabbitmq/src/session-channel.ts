import type { AdapterEvent, AttachOptions, Env, RealtimeError, SessionChannelState, Waiter } from '@herenow/adapter'
import { adapterError, after, createDesiredAttachment, retryPause, retryStep } from '@herenow/adapter'
import type { Opened } from './attach-opening.ts'
import type { ChannelReading } from './channel-reading.ts'
import { followChannel, readChannel } from './channel-reading.ts'
import type { ReceivedFrame } from './received.ts'
import { receivedMessage, receivedSignal } from './received.ts'
import { desiredOptions, openingFor } from './opening-for.ts'
import type { RequestGate } from './request-gate.ts'
import type { Route } from './routes.ts'
import type { StreamPosition } from './stream-position.ts'
import { streamPosition } from './stream-position.ts'
import type { StreamEntry } from './streams.ts'
import type { Up } from './up.ts'
import { requestTimeout } from './up.ts'

/** One channel that is to be attached, and how far that has come on the present connection. */
export interface SessionChannel {
  want(waiter: Waiter): void
  /** There is a connection. */
  connected(): void
  /** The connection is gone. */
  down(): void
  /** Tells those who wait that it won't come to that. */
  fail(reason: RealtimeError): void
  /** Nobody wants it any more. `onReceipt`: RabbitMQ knows. */
  end(onReceipt: () => void): void
}

export interface SessionChannelNeeds {
  readonly channel: string
  readonly route: Route
  /** What the first attach asks for. */
  readonly options: AttachOptions
  readonly env: Pick<Env, 'clock' | 'random'>
  readonly gate: RequestGate
  readonly up: () => Up | null
  readonly emit: (events: readonly AdapterEvent[]) => void
  /** An id that nothing else has. */
  readonly newId: () => string
  /** By it the positions of streams are told apart that had this name, one after the other. */
  readonly epoch: () => string
  /** Positions so far are of a stream that is gone. */
  readonly onNewStream: () => void
  /** RabbitMQ refused the channel. */
  readonly onOver: () => void
}

export function createSessionChannel(needs: SessionChannelNeeds): SessionChannel {
  const { channel, route, env, gate, emit, epoch, newId } = needs
  const { clock, random } = env
  const desired = createDesiredAttachment<StreamPosition>(desiredOptions(needs.options))
  let reading: ChannelReading | null = null
  let leaveGate = (): void => {}
  let cancelTimeout = (): void => {}
  let cancelPause = (): void => {}
  /** RabbitMQ refused it for now. */
  let isPaused = false
  let retries = 0
  /** The wish was given up. */
  let isOver = false

  function request(): void {
    isPaused = false
    cancelPause()
    if (!needs.up()) return
    desired.requested()
    tell({ status: 'attaching' })
    leaveGate = gate.enter({
      key: `attach ${channel}`,
      begin,
      fail(error) {
        // Lost with the connection it is asked for again on the next.
        if (error.code === 'connection_closed') return
        if (error.retryable) suspend(error)
        else refused(error)
      },
    })
  }

  function begin(): void {
    const up = needs.up()
    if (!up) return
    cancelTimeout = after(clock, requestTimeout, () => {
      suspend(adapterError('timeout', 'RabbitMQ did not answer in time.', { retryable: true, channel }))
    })
    const events = { clock, link: up.link, route, onOpened, onEntry, onLive }
    reading = up.streams
      ? readChannel(up.streams, openingFor(desired.options, epoch(), newId), events)
      : followChannel(events)
  }

  function onOpened({ place, recovered, isNewStream, replay }: Opened): void {
    cancelTimeout()
    leaveGate()
    retries = 0
    if (isNewStream) needs.onNewStream()
    const position = place && streamPosition(epoch(), place)
    const now = desired.attached(position ?? nowhere, recovered)
    emit([{ type: 'attached', channel, position: position && now, recovered }, ...replay.flatMap(eventsOf)])
    desired.settle()
  }

  function eventsOf(entry: StreamEntry): readonly AdapterEvent[] {
    const position = streamPosition(epoch(), entry)
    if (entry.mark !== null || !desired.receive(position)) return []
    const reception = { channel, position, id: `${epoch()}-${entry.number}`, now: clock.date() }
    return [{ type: 'message', channel, message: receivedMessage(entry.frame, reception) }]
  }

  function onEntry(entry: StreamEntry): void {
    const events = eventsOf(entry)
    if (events.length > 0) emit(events)
  }

  function onLive(frame: ReceivedFrame): void {
    const now = clock.date()
    const signal = receivedSignal(frame, channel, now)
    if (signal) return emit([{ type: 'signal', channel, signal }])
    const message = receivedMessage(frame, { channel, position: null, id: newId(), now })
    emit([{ type: 'message', channel, message }])
  }

  function refused(reason: RealtimeError): void {
    isOver = true
    stop()
    needs.onOver()
    tell({ status: 'failed', reason })
    desired.settle(reason)
  }

  /** Tries again after a pause. */
  function suspend(reason: RealtimeError): void {
    stop()
    desired.lost()
    const pause = retryPause(retryStep(retries), random)
    retries += 1
    isPaused = true
    cancelPause = after(clock, pause, request)
    tell({ status: 'suspended', reason, retryAt: clock.date() + pause })
  }

  function stop(onReceipt?: () => void): void {
    cancelTimeout()
    cancelPause()
    leaveGate()
    if (reading) reading.stop(onReceipt)
    else onReceipt?.()
    reading = null
  }

  function tell(state: SessionChannelState): void {
    emit([{ type: 'channel', channel, state }])
  }

  return {
    want(waiter) {
      if (desired.want(false, waiter) && !isPaused) request()
    },
    connected() {
      // A pause goes on: the request may be what ended the connection before.
      if (!isPaused) request()
    },
    down() {
      cancelTimeout()
      reading?.stop()
      reading = null
      desired.lost()
    },
    fail: (reason) => desired.settle(reason),
    end(onReceipt) {
      if (isOver) return onReceipt()
      isOver = true
      stop(onReceipt)
      desired.lost()
      tell({ status: 'detached', reason: null })
      desired.settle(adapterError('connection_closed', 'The channel was detached.', { channel }))
    },
  }
}

/** Where nothing is kept. Not told, and no position of a stream. */
const nowhere = streamPosition('none', { number: 0, fingerprint: '' })
