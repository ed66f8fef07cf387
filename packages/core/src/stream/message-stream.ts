import type { AttachedEvent, Position, ReceivedMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { ChannelCore } from '../channel/channel-core.ts'

const rememberedIds = 2_000
/** Live messages that wait for a gap before them to be healed. */
const mostHeld = 1_000
const mostHeldBytes = 1_048_576
const pageSize = 200
/** Pages that one healing may read: as far as a service keeps history by default, and a good deal more. */
const mostPages = 50

interface Healing {
  /** Where our own messages end; `null`: an earlier epoch, so everything up to `until` is missing. */
  readonly from: Position | null
  readonly until: Position
}

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

export function createMessageStream(channel: ChannelCore): MessageStream {
  const { client, name } = channel
  const seen = new Set<string>()
  let held: ReceivedMessage[] = []
  let heldBytes = 0
  /** One at a time; a drop pauses it where it stands, and the next attach goes on from there. */
  let healing: Healing | null = null
  let healings = 0
  let attachedBefore = false

  function heal(next: Healing): void {
    healing = next
    healings += 1
    void read(next.until)
  }

  function stopHealing(): void {
    healing = null
    healings += 1
  }

  function resumeHealing(): void {
    if (healing) heal(healing)
  }

  async function read(until: Position): Promise<void> {
    const { session } = client
    const own = healings
    const isOver = (): boolean => own !== healings || session !== client.session
    try {
      for (let pages = 0; pages < mostPages; pages += 1) {
        if (!session || !healing) return
        const { from } = healing
        const after = from ?? undefined
        const page = await session.history(name, { limit: pageSize, direction: 'forwards', after, until })
        if (isOver()) return
        if (!page.complete) channel.missing()
        takeHealed(page.items)
        if (isOver()) return
        if (!page.next) return endHealing(until)
        healing = { from: page.items.at(-1)?.position ?? from, until }
      }
    } catch (error) {
      const dropped = RealtimeError.isInstance(error) && error.retryable && !client.isConnected
      if (isOver() || dropped) return
    }
    channel.missing()
    endHealing(until)
  }

  function takeHealed(messages: readonly ReceivedMessage[]): void {
    client.pacer.batch(() => {
      for (const message of messages) {
        overtake(message.position)
        handOn(message)
      }
    })
  }

  function endHealing(until: Position): void {
    healing = null
    client.pacer.batch(() => release(until))
  }

  /** Returns whether there was room. */
  function hold(message: ReceivedMessage): boolean {
    const bytes = JSON.stringify(message.data).length
    if (held.length >= mostHeld || heldBytes + bytes > mostHeldBytes) return false
    held.push(message)
    heldBytes += bytes
    return true
  }

  function takeHeld(): readonly ReceivedMessage[] {
    const taken = held
    held = []
    heldBytes = 0
    return taken
  }

  /** The gap before `until` is over, one way or the other: what was held follows. */
  function release(until: Position | null): void {
    overtake(until)
    takeHeld().forEach(handOn)
  }

  /**
   * What was held before one more gap began, and history no longer has, comes first; the gap stands behind it. Usually
   * nothing: all that is held follows the gap.
   */
  function overtake(other: Position | null): void {
    const last = held.findLastIndex(({ position }) => position !== null && !follows(position, other))
    const known = held.splice(0, last + 1).map(handOn)
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
    const isNew = !seen.has(id)
    seen.add(id)
    const [oldest = id] = seen
    if (seen.size > rememberedIds) seen.delete(oldest)
    // Before listeners run: one that detaches and attaches again must not get this message twice.
    if (position && (isNew || !stream.position || follows(position, stream.position))) stream.position = position
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
        return resumeHealing()
      }
      stream.attachPosition = position
      if (first) stream.position = !since || since instanceof Date ? position : since
      stream.start ??= stream.position
      if (!first || stream.position !== position) return stream.gap(position)
      if (since) channel.missing()
    },
    gap(until) {
      const from = healing?.from ?? stream.position
      const order = from && until && client.compare(name, from, until)
      if (order === 0) return resumeHealing()
      const canHeal = client.capabilities.history !== 'none' && until !== null
      if (order === -1 && canHeal) return heal({ from, until })
      channel.missing()
      if (order === null && canHeal) return heal({ from: null, until })
      stopHealing()
      release(until)
      stream.position = until
    },
    message(message) {
      if (healing) {
        if (hold(message)) return
        const { until } = healing
        stopHealing()
        channel.missing()
        release(until)
      }
      handOn(message)
    },
    stop() {
      stopHealing()
      takeHeld()
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
