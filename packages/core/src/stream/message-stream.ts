import type { AttachedEvent, Position, ReceivedMessage } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'
import { createRecentIds } from '../message/recent-ids.ts'
import { createGapHealer } from './gap-healer.ts'
import { createHeldMessages } from './held-messages.ts'

const rememberedIds = 2_000

/**
 * A channel's messages on their way in: this is where duplicates are dropped, declared gaps healed, and later messages
 * held meanwhile. Knows the position up to which everything has been handed on.
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

export function createMessageStream(channel: ChannelCore): MessageStream {
  const { client, name } = channel
  const { pacer } = client
  const seen = createRecentIds(rememberedIds)
  const held = createHeldMessages()
  const healer = createGapHealer(
    channel,
    (messages) =>
      pacer.batch(() => {
        for (const message of messages) {
          overtake(message.position)
          handOn(message)
        }
      }),
    (until) => pacer.batch(() => release(until)),
  )
  let attachedBefore = false

  /** The gap before `until` is over, one way or the other: what was held follows. */
  function release(until: Position | null): void {
    overtake(until)
    for (const message of held.take()) handOn(message)
  }

  /**
   * What was held before one more gap began, and history no longer has, comes first; the gap stands behind it. Usually
   * nothing: all that is held follows the gap.
   */
  function overtake(other: Position | null): void {
    const overtaken = held.takeThrough(({ position }) => position !== null && !follows(position, other))
    const known = overtaken.map(handOn)
    if (known.includes(true) && isHeard()) channel.missing()
  }

  /** A listener may have detached or closed in the middle of a page: the rest comes again with the next attach. */
  function isHeard(): boolean {
    return channel.attachment.isActive && client.session !== null
  }

  function follows(position: Position, other: Position | null): boolean {
    return other !== null && (client.compare(name, position, other) ?? -1) >= 0
  }

  /** Returns whether it was new. */
  function handOn(message: ReceivedMessage): boolean {
    if (!isHeard()) return false
    const { id, position } = message
    const isNew = seen.add(id)
    // Before listeners run: one that detaches and attaches again must not get this message twice.
    if (position && (isNew || !stream.position || follows(position, stream.position))) {
      stream.position = position
    }
    if (isNew) channel.deliver(message)
    return isNew
  }

  const stream: MessageStream = {
    position: null,
    attachPosition: null,
    start: null,
    covered(position) {
      stream.position ??= position
    },
    attached({ position, recovered }, since) {
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
      if (!first || stream.position !== position) return stream.gap(position)
      if (since) channel.missing()
    },
    gap(until) {
      const from = healer.healing?.from ?? stream.position
      const order = from && until && client.compare(name, from, until)
      if (order === 0) return healer.resume()
      const canHeal = client.capabilities.history !== 'none' && until !== null
      if (order === -1 && canHeal) return healer.heal({ from, until })
      channel.missing()
      if (order === null && canHeal) return healer.heal({ from: null, until })
      healer.stop()
      release(until)
      stream.position = until
    },
    message(message) {
      const { healing } = healer
      if (healing) {
        if (held.add(message)) return
        healer.stop()
        channel.missing()
        release(healing.until)
      }
      handOn(message)
    },
    stop() {
      healer.stop()
      held.take()
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
