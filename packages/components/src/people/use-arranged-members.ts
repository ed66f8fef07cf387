'use client'

import type { Member } from '@herenow/react'
import { useMemo } from 'react'
import { useConfig } from '../config/use-config.ts'
import { arrangeMembers } from './member-order.ts'
import type { MemberOrder, SelfPlace } from './member-order.ts'

/** The members to show, and their order. */
export interface MembersOptions {
  readonly members: readonly Member[]
  /** Our own client id. Without it `self` has no effect. */
  readonly selfId?: string | null | undefined
  /** Default `'entered'`: newcomers come last, so nobody moves. */
  readonly order?: MemberOrder | undefined
  /** Our own place in the list. Default `'first'`. */
  readonly self?: SelfPlace | undefined
}

/** The members in order; the same list while nothing about it changes. */
export function useArrangedMembers(options: MembersOptions): readonly Member[] {
  const { members, selfId = null, order = 'entered', self = 'first' } = options
  const { locale } = useConfig()
  return useMemo(() => arrangeMembers(members, { order, self, selfId, locale }), [members, order, self, selfId, locale])
}
