import type { OutgoingMessage, PublishOutcome, RealtimeError } from '@herenow/adapter'
import { channelNameProblem } from '@herenow/adapter'
import type { WireOutcome, WireOutgoing } from '@herenow/protocol'
import { clientLimits, decodeResult, utf8Length } from '@herenow/protocol'
import { adapterError, notConnected, serverError } from './adapter-error.ts'
import type { Outgoing } from './outgoing.ts'
import type { Loose, Requests } from './requests.ts'

/** UTF-8 bytes of a publish item around its messages, at most. */
const envelopeBytes = 300

/** Publishes of a channel between two refusals that the caller can repeat. */
interface Stretch {
  refused: boolean
}

/** Messages that leave in one item: their places in the call, and their JSON. */
interface Batch {
  readonly places: number[]
  readonly texts: string[]
  bytes: number
}

/** Makes one attempt at each message. */
export interface Publisher {
  readonly publish: (channel: string, messages: readonly OutgoingMessage[]) => Promise<readonly PublishOutcome[]>
  /** What the server remembers of refusals ends with the socket. */
  onDown(): void
}

export function createPublisher(outgoing: Outgoing, requests: Requests, isConnected: () => boolean): Publisher {
  const stretches = new Map<string, Stretch>()

  async function publish(channel: string, messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    if (channelNameProblem(channel) !== null) return messages.map(() => ({ error: badName(channel) }))
    if (!isConnected()) return messages.map(() => ({ error: notConnected() }))
    const outcomes: PublishOutcome[] = messages.map(() => ({ error: tooLarge(channel) }))
    const batches = split(messages, outgoing.frameBytes - envelopeBytes)
    await Promise.all(
      batches.map(async ({ places, texts }) => {
        const answers = await send(channel, texts)
        places.forEach((place, index) => (outcomes[place] = answers[index] ?? { error: unanswered() }))
      }),
    )
    return outcomes
  }

  function send(channel: string, texts: readonly string[]): Promise<readonly PublishOutcome[]> {
    const before = stretches.get(channel)
    // Tells the server that whatever comes now knows of the refusal. Later refusals of what left earlier don't count.
    const resume = before?.refused === true
    const stretch: Stretch = before === undefined || resume ? { refused: false } : before
    stretches.set(channel, stretch)
    return new Promise((resolve) =>
      requests.send(
        (id) =>
          `{"type":"publish","id":${id},"channel":"${channel}","messages":[${texts.join(',')}]${resume ? ',"resume":true' : ''}}`,
        decodeResult.publish,
        ({ error, value }) => {
          const outcomes = error === undefined ? value.outcomes.map(outcome) : texts.map(() => ({ error }))
          stretch.refused ||= outcomes.some((it) => it.error?.retryable === true && it.error.outcome === undefined)
          resolve(outcomes)
        },
      ),
    )
  }

  return { publish, onDown: () => stretches.clear() }
}

/** Puts messages into as few items as the limits allow. Those that fit in none are left out. */
function split(messages: readonly OutgoingMessage[], mostBytes: number): readonly Batch[] {
  const batches: Batch[] = []
  messages.forEach((message, place) => {
    const text = JSON.stringify(wireOutgoing(message))
    const bytes = utf8Length(text) + 1
    if (bytes > mostBytes) return
    let batch = batches.at(-1)
    if (
      batch === undefined ||
      batch.bytes + bytes > mostBytes ||
      batch.texts.length === clientLimits.messagesPerPublish
    ) {
      batch = { places: [], texts: [], bytes: 0 }
      batches.push(batch)
    }
    batch.places.push(place)
    batch.texts.push(text)
    batch.bytes += bytes
  })
  return batches
}

function wireOutgoing({ id, name, data, meta, store, ttl }: OutgoingMessage): Loose<WireOutgoing> {
  return { id, name, data, meta: meta ?? undefined, store: store ? undefined : false, ttl: ttl ?? undefined }
}

function outcome(answer: WireOutcome): PublishOutcome {
  if ('error' in answer) return { error: serverError(answer.error) }
  const { timestamp, epoch, offset, duplicate = false } = answer
  return { position: epoch === undefined || offset === undefined ? null : { epoch, offset }, timestamp, duplicate }
}

function badName(channel: string): RealtimeError {
  return adapterError('invalid_argument', 'That is not a channel name.', { channel })
}

function tooLarge(channel: string): RealtimeError {
  return adapterError('message_too_large', 'The message is too large.', { channel })
}

function unanswered(): RealtimeError {
  return adapterError('protocol_error', 'The message got no answer.', {
    retryable: true,
    outcome: 'unknown',
  })
}
