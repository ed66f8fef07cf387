'use client'

import type { AsJson, ChannelTypes, Member, Members, UntypedChannel } from '@herenow/core'
import { useCallback } from 'react'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import type { Equality } from './equality.ts'
import { useMembers } from './use-members.ts'

/**
 * Watches one member of a channel, or the result of `selector`; `null` while the member isn't present.
 *
 * Renders again only when this value changes, not when other members do.
 */
export function useMember<Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  clientId: string | null,
): Member<AsJson<Types['presence']>> | null
export function useMember<T, Types extends ChannelTypes = UntypedChannel>(
  reference: ChannelReference<Types>,
  clientId: string | null,
  selector: (member: Member<AsJson<Types['presence']>>) => T,
  isEqual?: Equality<T>,
  options?: HookOptions,
): T | null
export function useMember<T, Types extends ChannelTypes>(
  reference: ChannelReference<Types>,
  clientId: string | null,
  selector?: (member: Member<AsJson<Types['presence']>>) => T,
  isEqual: Equality<Member<AsJson<Types['presence']>> | T> = Object.is,
  options?: HookOptions,
): Member<AsJson<Types['presence']>> | T | null {
  type Selection = Member<AsJson<Types['presence']>> | T | null
  const select = useCallback(
    ({ byClientId }: Members<AsJson<Types['presence']>>): Selection => {
      const member = clientId === null ? undefined : byClientId.get(clientId)
      return member === undefined ? null : selector === undefined ? member : selector(member)
    },
    [clientId, selector],
  )
  const isSame = useCallback(
    (previous: Selection, next: Selection) =>
      previous === null || next === null ? previous === next : isEqual(previous, next),
    [isEqual],
  )
  return useMembers<Selection, Types>(reference, select, isSame, options)
}
