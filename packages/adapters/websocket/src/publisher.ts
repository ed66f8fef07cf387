import type { Clock, OutgoingMessage, PublishOutcome, RealtimeError } from '@herenow/adapter'
import { adapterError, channelNameProblem, notConnected } from '@herenow/adapter'
import type { WireOutgoing } from '@herenow/protocol'
import { fitsBytes } from '@herenow/protocol'
import type { Outgoing } from './outgoing.ts'
import type { PublishQueue, QueuedMessage } from './publish-queue.ts'
import { createPublishQueue } from './publish-queue.ts'
import { outcomesOf, readOutcomes } from './publish-outcome.ts'
import { createPublishWindow } from './publish-window.ts'
import type { Loose, Requests } from './requests.ts'

/** UTF-8 bytes of a publish item around its messages, at most. */
const envelopeBytes = 300

/** Publishes of a channel between two refusals that the caller can repeat. */
interface PublishRun {
  refused: boolean
}

/** Makes one attempt at each message. */
export interface Publisher {
  readonly publish: (channel: string, messages: readonly OutgoingMessage[]) => Promise<readonly PublishOutcome[]>
  /** What the server remembers of refusals ends with the socket; so does what has not left yet. */
  onDown(): void
}

export interface PublisherNeeds {
  readonly clock: Clock
  readonly outgoing: Pick<Outgoing, 'frameBytes'>
  readonly requests: Pick<Requests, 'send' | 'isSuspected'>
  readonly isConnected: () => boolean
}

export function createPublisher({ clock, outgoing, requests, isConnected }: PublisherNeeds): Publisher {
  const runs = new Map<string, PublishRun>()
  const queue: PublishQueue = createPublishQueue((channel, id) => requests.isSuspected(traceKey(channel, id)))
  const window = createPublishWindow(clock)
  let isFlushDue = false

  function publish(channel: string, messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    return Promise.all(messages.map((message) => publishOne(channel, message)))
  }

  function publishOne(channel: string, message: OutgoingMessage): Promise<PublishOutcome> {
    if (channelNameProblem(channel)) return refused('invalid_argument', 'That is not a channel name.', channel)
    if (!isConnected()) return Promise.resolve({ error: notConnected() })
    const text = JSON.stringify(wireOutgoing(message))
    if (!fitsBytes(text, mostBytes())) return refused('message_too_large', 'The message is too large.', channel)
    return new Promise((settle) => {
      queue.add(channel, { id: message.id, text, settle })
      flushSoon()
    })
  }

  function mostBytes(): number {
    return outgoing.frameBytes - envelopeBytes
  }

  /** At the end of this turn, so that what is published in one turn leaves in one request. */
  function flushSoon(): void {
    if (isFlushDue) return
    isFlushDue = true
    queueMicrotask(() => {
      isFlushDue = false
      flush()
    })
  }

  function flush(): void {
    while (isConnected() && window.room > 0) {
      const next = queue.next(window.room, mostBytes())
      if (!next) return
      send(next.channel, next.messages)
    }
  }

  function send(channel: string, messages: readonly QueuedMessage[]): void {
    const before = runs.get(channel)
    // Tells the server that whatever comes now knows of the refusal. Later refusals of what left earlier don't count.
    const resume = before?.refused
    const run: PublishRun = !before || resume ? { refused: false } : before
    runs.set(channel, run)
    const texts = messages.map(({ text }) => text).join(',')
    const sent = window.sent(messages.length)
    requests.send(
      (id) =>
        `{"type":"publish","id":${id},"channel":"${channel}","messages":[${texts}]${resume ? ',"resume":true' : ''}}`,
      readOutcomes,
      ({ error, value }) => {
        window.settled(sent, isConnected())
        if (!isConnected()) window.careful()
        queue.settled(channel)
        const outcomes = error ? messages.map(() => ({ error })) : outcomesOf(value, messages.length)
        if (outcomes.some((it) => it.error?.retryable && !it.error.outcome)) {
          run.refused = true
          // What waits behind the refused one must not overtake it.
          queue.take(channel).forEach(({ settle }) => settle({ error: outOfOrder(channel) }))
        }
        messages.forEach(({ settle }, index) => settle(outcomes[index] ?? { error: notConnected() }))
        flushSoon()
      },
      // However late the answer comes, it counts: nothing is sent twice on a connection that lives.
      { patient: true, trace: { key: traceKey(channel, messages[0]?.id ?? ''), lane: `publish ${channel}` } },
    )
  }

  return {
    publish,
    onDown() {
      runs.clear()
      queue.takeAll().forEach(({ settle }) => settle({ error: notConnected() }))
    },
  }
}

function refused(code: RealtimeError['code'], message: string, channel: string): Promise<PublishOutcome> {
  return Promise.resolve({ error: adapterError(code, message, { channel }) })
}

function outOfOrder(channel: string): RealtimeError {
  return adapterError(
    'out_of_order',
    'An earlier message of this channel was refused and has to be sent again first.',
    {
      channel,
      retryable: true,
    },
  )
}

function traceKey(channel: string, id: string): string {
  return `publish ${channel} ${id}`
}

function wireOutgoing({ id, name, data, meta, store, ttl }: OutgoingMessage): Loose<WireOutgoing> {
  return { id, name, data, meta: meta ?? undefined, store: store ? undefined : false, ttl: ttl ?? undefined }
}
