import type { AnyMemberEvent, ChannelPresence, MemberListener } from '../presence/channel-presence.ts'
import { createPresenceSet } from '../presence/presence-set.ts'
import type { ChannelParts } from './channel-parts.ts'
import { holdingStore } from './holding-store.ts'

type Action = AnyMemberEvent['action']

/** The public side of a channel's presence. */
export function createPresence({ client, name, slices, listening, members, own }: ChannelParts): ChannelPresence {
  const { listen } = listening
  return {
    members: holdingStore(listen, slices.view('members')),
    enter: own.enter,
    update: own.update,
    leave: own.leave,
    async get() {
      const session = await client.connected()
      const present = createPresenceSet()
      present.replace(await session.presence.get(name), false)
      return present.list()
    },
    subscribe: (first: Action | readonly Action[] | MemberListener, listener?: MemberListener) =>
      listen(() => members.listeners.add(typeof first === 'function' ? first : only(first, listener))),
    lease: own.lease,
    setThrottle: own.setThrottle,
  }
}

function only(actions: Action | readonly Action[], listener: MemberListener | undefined): MemberListener {
  return (event) => {
    // In a single name too: none is part of another.
    if (actions.includes(event.action)) listener?.(event)
  }
}
