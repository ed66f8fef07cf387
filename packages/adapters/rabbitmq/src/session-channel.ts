import type { AdapterEvent, AttachOptions, Env, RealtimeError, SessionChannelState, Waiter } from '@herenow/adapter'
import { adapterError, after, createDesiredAttachment, retryPause, retryStep } from '@herenow/adapter'
import type { Opened } from './attach-opening.ts'
import type { ChannelReading } from './channel-reading.ts'
import { followChannel, readChannel } from './channel-reading.ts'
import type { ReceivedFrame } from './received.ts'
import { liveEvent, storedMessage } from './received-event.ts'
import { createReadingProgress } from './reading-progress.ts'
import { createLeftOutEntries } from './left-out-entries.ts'
import { desiredOptions, openingFor } from './opening-for.ts'
import type { RequestGate } from './request-gate.ts'
import type { Route } from './routes.ts'
import type { StreamPosition } from './stream-position.ts'
import { streamPosition } from './stream-position.ts'
import type { StreamEntry } from './streams.ts'
import type { StuckReadings } from './stuck-readings.ts'
import type { UnreadableEntries } from './unreadable-entries.ts'
import { unreadable } from './unreadable-entries.ts'
import type { Up } from './up.ts'

/** One channel that is to be attached, and how far that has come on the present connection. */
export interface SessionChannel {
  want(waiter: Waiter): void
  /** There is a connection. */
  connected(): void
  /** The connection is gone. `isLost`: not because of a request, and not by our own goodbye. */
  down(isLost: boolean): void
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
  readonly stuck: StuckReadings
  readonly unreadable: UnreadableEntries
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
  const { channel, route, env, gate, stuck, emit, epoch, newId } = needs
  const { clock, random } = env
  const key = `attach ${channel}`
  const desired = createDesiredAttachment<StreamPosition>(desiredOptions(needs.options))
  let reading: ChannelReading | null = null
  let leaveGate = (): void => {}
  let cancelPause = (): void => {}
  /** RabbitMQ refused it for now. */
  let isPaused = false
  let retries = 0
  /** The wish was given up. */
  let isOver = false
  const leftOut = createLeftOutEntries()
  const progress = createReadingProgress({
    clock,
    stuck,
    key,
    onAnswered: () => leaveGate(),
    onThrough() {
      retries = 0
      leftOut.through()
    },
    onTimeout: () => suspend(adapterError('timeout', 'RabbitMQ did not answer in time.', { retryable: true, channel })),
  })

  function request(): void {
    isPaused = false
    cancelPause()
    if (!needs.up()) return
    desired.requested()
    tell({ status: 'attaching' })
    leaveGate = gate.enter({
      key,
      begin,
      fail(error) {
        // Lost with the connection it is asked for again on the next.
        if (error.code === 'connection_closed') return
        if (error.retryable) suspend(error)
        else refused(error)
      },
      onStuck: progress.isSuspected ? leaveOut : undefined,
    })
  }

  function begin(): void {
    const up = needs.up()
    if (!up) return
    progress.began()
    const opening = leftOut.opening(newId) ?? openingFor(desired.options, epoch(), newId)
    const onEntry = (entry: StreamEntry): void => emit(eventsOf(entry))
    const onLive = (frame: ReceivedFrame): void => emit([liveEvent(frame, channel, newId(), clock.date())])
    const events = { clock, link: up.link, route, onOpened, onEntry, onLive }
    const { through: onProven, moved: onProgress } = progress
    const proof = progress.isSuspected ? newId() : null
    reading = up.streams
      ? readChannel(up.streams, opening, { ...events, proof, onProven, onProgress })
      : followChannel(events)
  }

  function onOpened({ place, recovered, isNewStream, replay }: Opened): void {
    leftOut.opened()
    if (isNewStream) needs.onNewStream()
    const position = place && streamPosition(epoch(), place)
    const now = desired.attached(position ?? nowhere, recovered)
    if (place) progress.opened()
    else progress.through()
    emit([{ type: 'attached', channel, position: position && now, recovered }, ...replay.flatMap(eventsOf)])
    desired.settle()
  }

  /** The connection was lost while this was the only reading. */
  function leaveOut(): void {
    const lastSeen = reading?.lastSeen ?? null
    if (lastSeen !== null) needs.unreadable.add(channel, lastSeen + 1)
    if (!leftOut.leaveOut(lastSeen)) suspend(unreadable(channel, true))
  }

  function eventsOf(entry: StreamEntry): readonly AdapterEvent[] {
    if (entry.mark !== null || !desired.receive(streamPosition(epoch(), entry))) return []
    const message = storedMessage(entry, { channel, epoch: epoch(), now: clock.date() })
    return [{ type: 'message', channel, message }]
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
    progress.stop()
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
    down(isLost) {
      if (isLost && reading?.isOfStream) progress.lost(reading.lastSeen)
      progress.stop()
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
