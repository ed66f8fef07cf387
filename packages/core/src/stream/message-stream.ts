import type { AttachedEvent, Position, ReceivedMessage } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { createBufferedMessages } from './buffered-messages.ts'
import { createGapHealer } from './gap-healer.ts'

const rememberedIds = 2_000

/**
 * A channel's messages on their way in: this is where duplicates are dropped, declared gaps healed through history, and
 * later messages held meanwhile. Knows the position up to which everything has been handed on.
 */
export interface MessageStream {
  /** Where to resume from. */
  position: Position | null
  /** Where live messages began without a hole since. */
  attachPosition: Position | null
  /** Where everything that we hand on began: history before it is the log's to read. */
  start: Position | null
  /** History was read up to here before the channel was ever attached. */
  covered(position: Position): void
  /** `since`: where the first attach asked to begin; not to be able to is a gap like any other. */
  attached(event: AttachedEvent, since: Position | Date | undefined): void
  /** Messages up to `until` didn't reach us: heals what history has, and declares the rest. */
  gap(until: Position | null): void
  message(message: ReceivedMessage): void
  /** Detached: what was held comes again with the next attach. */
  stop(): void
  reset(): void
}

export interface MessageStreamNeeds {
  readonly name: string
  readonly client: Pick<
    ClientServices,
    'clock' | 'random' | 'session' | 'isConnected' | 'capabilities' | 'compare' | 'pacer'
  >
  /** Events of the channel are wanted. */
  readonly isActive: () => boolean
  /** The log shows a message of this id that the service has told. */
  readonly isShown: (id: string) => boolean
  /** Gets each message once and in order, live, replayed and healed alike. */
  readonly onMessage: (message: ReceivedMessage) => void
  /** Messages are missing here that can't be had. */
  readonly onMissing: () => void
}

export function createMessageStream(needs: MessageStreamNeeds): MessageStream {
  const { client, name } = needs
  const seen = new Set<string>()
  const buffered = createBufferedMessages()
  const healer = createGapHealer({
    client,
    channel: name,
    onMessages: (messages, isFresh) => takeHealed(isFresh ? withoutKnown(messages) : messages),
    onMissing: () => needs.onMissing(),
    onEnd: (until) => client.pacer.batch(() => release(until)),
  })
  let attachedBefore = false

  /**
   * Of an epoch that we don't know, without what we have: a service that lost only its newest messages still has those
   * before. Whatever stands before one that is known is older than it.
   */
  function withoutKnown(messages: readonly ReceivedMessage[]): readonly ReceivedMessage[] {
    const last = messages.findLastIndex(({ id }) => seen.has(id) || needs.isShown(id))
    return messages.slice(last + 1)
  }

  function takeHealed(messages: readonly ReceivedMessage[]): void {
    client.pacer.batch(() => {
      for (const message of messages) {
        overtake(message.position)
        handOn(message)
      }
    })
  }

  /** The gap before `until` is over, one way or the other: what was held follows. */
  function release(until: Position | null): void {
    overtake(until)
    buffered.takeAll().forEach(handOn)
    // Handed on, known already, or declared missing: the next attach must not ask for it again.
    if (isHeard() && until && !(stream.position && follows(stream.position, until))) stream.position = until
  }

  /**
   * What was held before one more gap began, and history no longer has, comes first; the gap stands behind it. Usually
   * nothing: all that is held follows the gap.
   */
  function overtake(other: Position | null): void {
    const before = buffered.takeThrough(({ position }) => position !== null && !follows(position, other))
    const known = before.map(handOn)
    if (known.includes(true) && isHeard()) needs.onMissing()
  }

  /** A listener may have detached or closed in the middle of a page: the rest comes again with the next attach. */
  function isHeard(): boolean {
    return needs.isActive() && client.session !== null
  }

  function follows(position: Position, other: Position | null): boolean {
    return other !== null && (client.compare(name, position, other) ?? -1) >= 0
  }

  /** Returns whether it was new. */
  function handOn(message: ReceivedMessage): boolean {
    if (!isHeard()) return false
    const { id, position } = message
    const isNew = !seen.has(id)
    seen.add(id)
    const [oldest = id] = seen
    if (seen.size > rememberedIds) seen.delete(oldest)
    // Before listeners run: one that detaches and attaches again must not get this message twice.
    if (position && (isNew || !stream.position || follows(position, stream.position))) stream.position = position
    if (isNew) needs.onMessage(message)
    return isNew
  }

  /** Where we stand in the epoch of `position`, if it goes on from ours. */
  function continuation({ position, continues }: AttachedEvent): Position | null {
    const own = stream.position
    if (!own || !position || own.epoch !== continues?.epoch) return null
    const { offset } = client.compare(name, own, continues) === 1 ? continues : own
    return { epoch: position.epoch, offset }
  }

  /** What is held is of an epoch that has ended: nothing before it can be had any more, and one more gap stands behind. */
  function releaseEnded(): void {
    const known = buffered.takeAll().map(handOn)
    if (known.includes(true) && isHeard()) needs.onMissing()
  }

  /** `findStart`: where we stand by the epoch of `until`, if that is known in spite of another epoch. */
  function fill(until: Position | null, findStart: () => Position | null): void {
    const own = healer.from ?? stream.position
    const order = own && until && client.compare(name, own, until)
    if (order === 0) return healer.resume()
    const canHeal = client.capabilities.history !== 'none' && until !== null
    if (order === -1 && canHeal) return healer.heal({ from: own, until })
    needs.onMissing()
    if (order === null && canHeal) {
      healer.stop()
      releaseEnded()
      // A listener may have detached.
      return isHeard() ? healer.heal({ from: findStart(), until }) : undefined
    }
    healer.stop()
    release(until)
    stream.position = until
  }

  const stream: MessageStream = {
    position: null,
    attachPosition: null,
    start: null,
    covered(position) {
      stream.position ??= position
    },
    attached(event, since) {
      const { position, recovered } = event
      const first = !attachedBefore && !stream.position
      attachedBefore = true
      if (recovered) {
        stream.start ??= position
        stream.position ??= position
        stream.attachPosition ??= position
        return healer.resume()
      }
      stream.attachPosition = position
      if (first) stream.position = !since || since instanceof Date ? position : since
      stream.start ??= stream.position
      if (!first || stream.position !== position) return fill(position, () => continuation(event))
      if (since) needs.onMissing()
    },
    gap: (until) => fill(until, () => null),
    message(message) {
      const { until } = healer
      if (until) {
        if (buffered.add(message)) return
        healer.stop()
        needs.onMissing()
        release(until)
      }
      handOn(message)
    },
    stop() {
      healer.stop()
      buffered.takeAll()
    },
    reset() {
      stream.stop()
      seen.clear()
      stream.position = stream.attachPosition = stream.start = null
      attachedBefore = false
    },
  }
  return stream
}
