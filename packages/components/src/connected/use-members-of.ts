'use client'

import { useMembers } from '@herenow/react'
import type { ChannelReference, ChannelTypes, Member } from '@herenow/react'

/** The channel's members among `people`, by client id. Renders again when one of them changes, not for other members. */
export function useMembersOf(
  reference: ChannelReference<ChannelTypes>,
  people: readonly { readonly clientId: string }[],
): ReadonlyMap<string, Member> {
  return useMembers(
    reference,
    ({ byClientId }) => {
      const members = people.map(({ clientId }) => byClientId.get(clientId))
      return new Map(members.flatMap((member) => (member === undefined ? [] : [[member.clientId, member]])))
    },
    isSameMap,
  )
}

function isSameMap(before: ReadonlyMap<string, Member>, now: ReadonlyMap<string, Member>): boolean {
  return before.size === now.size && [...now].every(([clientId, member]) => before.get(clientId) === member)
}
