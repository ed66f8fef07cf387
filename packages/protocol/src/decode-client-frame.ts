import type { Attach, ReceivedItem } from './client-item.ts'
import type { Decoded, ItemReaders } from './decode-frame.ts'
import { decodeFrame, frameItems } from './decode-frame.ts'
import { limits } from './limits.ts'
import type { Read } from './read.ts'
import { channelName, count, finite, json, list, maybe, maybeTrue, object, oneOf, whole } from './read.ts'
import { clientId, eventName, info, outgoingOrProblem, position, token } from './read-bounded.ts'
import { shortText } from './read-wire.ts'

const channels = list(channelName, limits.channelsPerQuery)
const request = { id: count }
const onChannel = { ...request, channel: channelName }

const since: Read<Attach['since']> = (value, name) => (typeof value === 'number' ? finite : position)(value, name)

const lastSeconds = object({ seconds: finite })
const rewind: Read<Attach['rewind']> = (value, name) =>
  (typeof value === 'number' ? whole(1) : lastSeconds)(value, name)

const readers: ItemReaders<ReceivedItem> = {
  hello: object({
    version: count,
    clientId: maybe(clientId),
    info: maybe(info),
    token: maybe(token),
    resumeKey: maybe(shortText),
  }),
  attach: object({
    ...onChannel,
    presence: maybeTrue,
    since: maybe(since),
    rewind: maybe(rewind),
    proof: maybe(shortText),
  }),
  detach: object(onChannel),
  publish: object({ ...onChannel, messages: list(outgoingOrProblem, limits.messagesPerPublish), resume: maybeTrue }),
  signal: object({ id: maybe(count), channel: channelName, name: eventName, data: json }),
  presence: object({ ...onChannel, action: oneOf('enter', 'update', 'leave'), state: maybe(json) }),
  'presence-get': object({ ...onChannel, cursor: maybe(shortText) }),
  'presence-sync': object(onChannel),
  history: object({
    ...onChannel,
    limit: whole(1),
    direction: oneOf('backwards', 'forwards'),
    start: maybe(finite),
    end: maybe(finite),
    before: maybe(position),
    after: maybe(position),
    until: maybe(position),
  }),
  'here-now': object({
    ...request,
    channels: maybe(channels),
    members: maybeTrue,
    state: maybeTrue,
    limit: maybe(whole(1)),
    cursor: maybe(shortText),
  }),
  'where-now': object({ ...request, clientId, cursor: maybe(shortText) }),
  watch: object({ ...request, channels: maybe(channels), all: maybeTrue }),
  token: object({ ...request, token }),
  ping: object(request),
  pong: object({}),
}

/** Reads what a client sent. Never throws. Sizes of `data` and `state` are for the server to judge, by its rules. */
export function decodeClientFrame(frame: unknown): readonly Decoded<ReceivedItem>[] {
  return decodeFrame(frame, readers)
}

/** The same, one item at a time: an item is read when it is asked for, and not at all where nobody asks. */
export function clientFrameItems(frame: unknown): Iterator<Decoded<ReceivedItem>, void, void> {
  return frameItems(frame, readers)
}
