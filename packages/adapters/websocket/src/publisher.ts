import type { OutgoingMessage, PublishOutcome, RealtimeError } from '@herenow/adapter'
import { channelNameProblem } from '@herenow/adapter'
import type { WireOutcome, WireOutgoing } from '@herenow/protocol'
import { clientLimits, decodeResult, fitsBytes } from '@herenow/protocol'
import { adapterError, notConnected, serverError } from './adapter-error.ts'
import { inGroups } from './in-groups.ts'
import type { Outgoing } from './outgoing.ts'
import type { Loose, Requests } from './requests.ts'

/** UTF-8 bytes of a publish item around its messages, at most. */
const envelopeBytes = 300

/** Publishes of a channel between two refusals that the caller can repeat. */
interface Stretch {
  refused: boolean
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
    const all = (error: RealtimeError): readonly PublishOutcome[] => messages.map(() => ({ error }))
    if (channelNameProblem(channel)) {
      return all(adapterError('invalid_argument', 'That is not a channel name.', { channel }))
    }
    if (!isConnected()) return all(notConnected())
    const tooLarge = adapterError('message_too_large', 'The message is too large.', { channel })
    const mostBytes = outgoing.frameBytes - envelopeBytes
    const texts = messages.map((message) => JSON.stringify(wireOutgoing(message)))
    const fits = (text: string): boolean => fitsBytes(text, mostBytes)
    const groups = inGroups(texts.filter(fits), clientLimits.messagesPerPublish, mostBytes)
    const outcomes = (await Promise.all(groups.map((group) => send(channel, group)))).flat()
    let next = 0
    return texts.map((text) => (fits(text) && outcomes[next++]) || { error: tooLarge })
  }

  function send(channel: string, texts: readonly string[]): Promise<readonly PublishOutcome[]> {
    const before = stretches.get(channel)
    // Tells the server that whatever comes now knows of the refusal. Later refusals of what left earlier don't count.
    const resume = before?.refused
    const stretch: Stretch = !before || resume ? { refused: false } : before
    stretches.set(channel, stretch)
    return new Promise((resolve) =>
      requests.send(
        (id) =>
          `{"type":"publish","id":${id},"channel":"${channel}","messages":[${texts.join(',')}]${resume ? ',"resume":true' : ''}}`,
        decodeResult.publish,
        ({ error, value }) => {
          const outcomes = texts.map((_, index) => (error ? { error } : outcome(value.outcomes[index])))
          stretch.refused ||= outcomes.some((it) => it.error?.retryable && !it.error.outcome)
          resolve(outcomes)
        },
      ),
    )
  }

  return { publish, onDown: () => stretches.clear() }
}

function wireOutgoing({ id, name, data, meta, store, ttl }: OutgoingMessage): Loose<WireOutgoing> {
  return { id, name, data, meta: meta ?? undefined, store: store ? undefined : false, ttl: ttl ?? undefined }
}

function outcome(answer: WireOutcome | undefined): PublishOutcome {
  if (!answer) return { error: unanswered() }
  if ('error' in answer) return { error: serverError(answer.error) }
  const { timestamp, epoch, offset, duplicate = false } = answer
  return { position: epoch === undefined || offset === undefined ? null : { epoch, offset }, timestamp, duplicate }
}

function unanswered(): RealtimeError {
  return adapterError('protocol_error', 'The message got no answer.', {
    retryable: true,
    outcome: 'unknown',
  })
}
