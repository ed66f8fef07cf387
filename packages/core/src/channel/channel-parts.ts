import type { AttachOptions, Capabilities, Signal } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import type { LogPages } from '../log/log-pages.ts'
import { createLogPages } from '../log/log-pages.ts'
import type { Gap, MessageLog } from '../log/message-log.ts'
import type { ShownLog } from '../log/shown-log.ts'
import { createShownLog, emptyLog } from '../log/shown-log.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { createOutbox } from '../outbox/outbox.ts'
import type { ChannelMembers } from '../presence/channel-members.ts'
import { createChannelMembers, noMembers } from '../presence/channel-members.ts'
import type { Members } from '../presence/channel-presence.ts'
import type { OwnPresence } from '../presence/own-presence.ts'
import { createOwnPresence } from '../presence/own-presence.ts'
import type { Listeners } from '../store/listeners.ts'
import { createListeners } from '../store/listeners.ts'
import { createSlicedStore } from '../store/sliced-store.ts'
import type { SlicedStore } from '../store/sliced-store.ts'
import type { MessageStream } from '../stream/message-stream.ts'
import { createMessageStream } from '../stream/message-stream.ts'
import type { ChannelCapabilities } from './channel-capabilities.ts'
import { createChannelCapabilities } from './channel-capabilities.ts'
import type { Attachment, StopCause } from './attachment.ts'
import { createAttachment } from './attachment.ts'
import type { ChannelHold } from './channel-registry.ts'
import type { ChannelState } from './channel-state.ts'
import type { CurrentChannelState } from './current-channel-state.ts'
import { createCurrentChannelState } from './current-channel-state.ts'
import type { MessageOf } from './channel-types.ts'
import type { ChosenOptions } from './chosen-options.ts'
import { createChosenOptions } from './chosen-options.ts'
import type { Listening } from './listening.ts'
import { createListening } from './listening.ts'

/** What a channel shows. */
interface ChannelSlices {
  readonly state: ChannelState
  readonly capabilities: Capabilities
  readonly log: MessageLog
  readonly members: Members
}

/** Who hears of what happens in a channel. */
export interface ChannelListeners {
  readonly messages: Listeners<[MessageOf]>
  /** Also the kit's own, whose names start with `herenow:`. */
  readonly signals: Listeners<[Signal]>
  readonly gaps: Listeners<[Gap]>
  /** Nothing is delivered from here on, until the next attach. */
  readonly stopped: Listeners<[StopCause]>
}

/** What a channel is made of. */
export interface ChannelParts extends ChannelListeners {
  readonly client: ClientServices
  readonly name: string
  readonly slices: SlicedStore<ChannelSlices>
  readonly current: CurrentChannelState
  readonly capabilities: ChannelCapabilities
  readonly options: ChosenOptions
  readonly listening: Listening
  readonly log: ShownLog
  readonly stream: MessageStream
  readonly outbox: Outbox
  readonly members: ChannelMembers
  readonly attachment: Attachment
  readonly own: OwnPresence
  readonly pages: LogPages
}

/**
 * Builds the parts of a channel, each before those that need it. No part knows another but by the functions that it is
 * given here.
 */
export function createChannelParts(client: ClientServices, name: string, hold: ChannelHold): ChannelParts {
  const { report } = client
  const initial: ChannelSlices = {
    state: { status: 'initialized' },
    capabilities: client.capabilities,
    log: emptyLog,
    members: noMembers,
  }
  const slices = createSlicedStore<ChannelSlices>(initial, report)
  const current = createCurrentChannelState(initial.state)
  const isActive = (): boolean => current.isActive
  const abilities = createChannelCapabilities({
    ofService: () => client.capabilities,
    commit: (capabilities) => slices.commit({ capabilities }),
  })
  const capabilities = abilities.current
  const options = createChosenOptions(name, client.log)
  const listening = createListening(hold)
  const heard: ChannelListeners = {
    messages: createListeners(report),
    signals: createListeners(report),
    gaps: createListeners(report),
    stopped: createListeners(report),
  }
  const log = createShownLog({ name, client, capabilities, commit: (shown) => slices.commit({ log: shown }) })
  const stream = createMessageStream({
    name,
    client,
    capabilities,
    isActive,
    isShown: (id) => log.model.has(id),
    ...deliverTo(log, heard),
  })
  const outbox = createOutbox({
    name,
    client,
    capabilities,
    log,
    onNeeded() {
      hold.keep()
      client.needConnection()
    },
    onSettled: hold.review,
  })
  const members = createChannelMembers({ client, commit: (present) => slices.commit({ members: present }) })
  const attachment = createAttachment({
    name,
    client,
    hold,
    current,
    shown: slices.view('state'),
    commit: (state) => slices.commit({ state }),
    options: () => attachOptions(capabilities(), stream, options),
    onReason: members.clear,
    stopped: heard.stopped,
  })
  const own = createOwnPresence({
    name,
    client,
    capabilities,
    isActive,
    leaseChannel: () => attachment.lease(false),
    whenAttached: () => attachment.whenAttached(),
    onError: members.setError,
  })
  const pages = createLogPages({ name, client, log, stream, capabilities, whenAttached: attachment.whenAttached })
  heard.stopped.add((cause) => {
    stream.stop()
    if (cause === 'asked') own.channelDetached()
    if (cause === 'ended') own.channelEnded()
    members.clear()
  })
  return {
    client,
    name,
    slices,
    current,
    capabilities: abilities,
    options,
    listening,
    ...heard,
    log,
    stream,
    outbox,
    members,
    attachment,
    own,
    pages,
  }
}

/** Messages go to the log first: listeners find them there. */
function deliverTo(
  log: ShownLog,
  { messages, gaps }: ChannelListeners,
): Pick<Parameters<typeof createMessageStream>[0], 'onMessage' | 'onMissing'> {
  return {
    onMessage(received) {
      const message = log.model.append(received)
      log.touch()
      messages.emit(message)
    },
    onMissing() {
      const gap = log.model.addGap()
      if (!gap) return
      log.touch()
      gaps.emit(gap)
    },
  }
}

function attachOptions(capabilities: Capabilities, stream: MessageStream, options: ChosenOptions): AttachOptions {
  const { since, rewind = null, presence: followed = true } = options.settle()
  const from = since instanceof Date ? since.getTime() : (since ?? null)
  return { since: stream.position ?? from, rewind, presence: followed && capabilities.presence !== 'none' }
}
