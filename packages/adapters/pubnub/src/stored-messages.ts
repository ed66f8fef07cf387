import type { AskSdk } from '@herenow/adapter'
import { nativeName } from './channel-names.ts'
import type { NativePosition } from './native-position.ts'
import { positionAfter, positionOf } from './native-position.ts'
import { isMessage } from './received.ts'
import type { SdkClient, SdkStoredMessage } from './sdk.ts'

export interface StoredMessagesNeeds {
  readonly client: Pick<SdkClient, 'fetchMessages'>
  readonly ask: AskSdk
}

/** Which stored messages of a channel. */
export interface StoredRange {
  /** Only what stands after it. */
  readonly after?: NativePosition | undefined
  /** Only what stands before it. */
  readonly before?: NativePosition | undefined
  /** How many are wanted, and from which end of the range. */
  readonly limit: number
  readonly from: 'newest' | 'oldest'
}

export interface StoredRead {
  /** Oldest first. */
  readonly messages: readonly SdkStoredMessage[]
  /** The range has more, at its other end. */
  readonly more: boolean
  /** Where that begins: the last of `messages`, or of what was read beyond. `undefined`: nothing was read. */
  readonly end: NativePosition | undefined
  /** The message at `after` is still there, so that nothing behind it can be missing. */
  readonly isAnchored: boolean
}

/** PubNub gives at most so many of a channel at once. */
const nativeLimit = 100

/** Pages in which nothing may be found but files, which aren't told: whoever asks goes on from there. */
const mostPages = 20

/**
 * Reads stored messages. PubNub gives them from the newest on only, so that the oldest of a range cost as many requests as
 * the range has pages.
 */
export async function readStored(needs: StoredMessagesNeeds, channel: string, range: StoredRange): Promise<StoredRead> {
  const { after, before, limit, from } = range
  const isFromOldest = from === 'oldest'
  let messages: readonly SdkStoredMessage[] = []
  let top = before
  for (let pages = 1; ; pages += 1) {
    const page = await readPage(needs, channel, { before: top, from: after })
    const all = [...page.filter(isMessage), ...messages]
    const [oldest] = page
    const isAnchored = oldest !== undefined && positionOf(oldest.timetoken).offset === after?.offset
    const found = all.filter(({ timetoken }) => positionOf(timetoken).offset !== after?.offset)
    const isThrough = page.length < nativeLimit || isAnchored || oldest === undefined
    // One more than is wanted tells whether there are more.
    messages = isFromOldest ? found.slice(0, limit + 1) : found
    if (!isThrough) top = positionOf(oldest.timetoken)
    if (isThrough || (!isFromOldest && (found.length > limit || pages >= mostPages))) {
      const wanted = isFromOldest ? messages.slice(0, limit) : messages.slice(-limit)
      const more = messages.length > limit || !isThrough
      const end = isFromOldest ? wanted.at(-1) : messages.length > limit ? wanted[0] : undefined
      return { messages: wanted, more, isAnchored, end: end ? positionOf(end.timetoken) : top }
    }
  }
}

interface Page {
  readonly before: NativePosition | undefined
  /** Itself included. */
  readonly from: NativePosition | undefined
}

async function readPage(
  { client, ask }: StoredMessagesNeeds,
  channel: string,
  { before, from }: Page,
): Promise<readonly SdkStoredMessage[]> {
  const query = {
    channels: [nativeName(channel)],
    count: nativeLimit,
    stringifiedTimeToken: true,
    includeMeta: true,
    includeUUID: true,
    includeMessageType: true,
    ...(before && { start: before.offset }),
    ...(from && { end: from.offset }),
  }
  const { channels } = await ask(async () => client.fetchMessages(query), channel)
  // The only one that was asked for, however its name is written.
  return Object.values(channels)[0] ?? []
}

/** Everything up to a position, itself included. */
export function upTo(position: NativePosition): NativePosition {
  return positionAfter(position)
}
