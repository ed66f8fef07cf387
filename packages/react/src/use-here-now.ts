'use client'

import type { ChannelTypes, Member, OccupancyState, RealtimeError } from '@herenow/core'
import { useCallback, useMemo } from 'react'
import type { HookStatus } from './channel-progress.ts'
import { channelName } from './channel-reference.ts'
import type { ChannelReference, HookOptions } from './channel-reference.ts'
import { sameFields } from './equality.ts'
import { unasked, useOccupancyView } from './use-occupancy-view.ts'
import { useStoreValue } from './use-store-value.ts'

export interface UseHereNowOptions extends HookOptions {
  /** Follow the counts. Default `true`; `false`: as of the last `refresh`. */
  readonly live?: boolean | undefined
  /** List the people too, not only their number. */
  readonly includeMembers?: boolean | undefined
  /** Include their presence states. */
  readonly includeState?: boolean | undefined
}

export interface UseHereNowQuery extends UseHereNowOptions {
  /** Default: every channel in which somebody is present. Compared by value. */
  readonly channels?: readonly string[] | undefined
}

interface Refreshable {
  /** Asks again. Never rejects: see `error`. Stays the same function while the question is the same. */
  readonly refresh: () => Promise<void>
}

interface ChannelAnswer {
  /** How many people (distinct client ids) are present; 0 until the first answer. */
  readonly occupancy: number
  /** Only with `includeMembers`. */
  readonly members: readonly Member[] | undefined
  readonly status: HookStatus
  readonly error: RealtimeError | null
}

/** The people in one channel. */
export type UseHereNowResult = ChannelAnswer & Refreshable

/** The people in several channels, by channel name, and in all of them together. */
export type UseHereNowListResult = OccupancyState & Refreshable

/** Counts, or lists, the people in one channel, in several, or in all, without attaching any. */
export function useHereNow(reference: ChannelReference<ChannelTypes>, options?: UseHereNowOptions): UseHereNowResult
export function useHereNow(query?: UseHereNowQuery): UseHereNowListResult
export function useHereNow(
  subject: ChannelReference<ChannelTypes> | UseHereNowQuery = {},
  options: UseHereNowOptions = {},
): UseHereNowResult | UseHereNowListResult {
  const isOne = isReference(subject)
  const name = isOne ? channelName(subject) : null
  const { enabled = true, ...query }: UseHereNowQuery = isOne ? { ...options, channels: [name ?? ''] } : subject
  const view = useOccupancyView(enabled && !(isOne && name === null) ? query : null)
  const select = useMemo(() => (isOne ? answerFor(name ?? '') : wholeAnswer), [isOne, name])
  const answer = useStoreValue<OccupancyState, OccupancyState | ChannelAnswer>(view ?? unasked, select, sameFields)
  const refresh = useCallback(async () => view?.refresh(), [view])
  return useMemo(() => ({ ...answer, refresh }), [answer, refresh])
}

function isReference(
  subject: ChannelReference<ChannelTypes> | UseHereNowQuery,
): subject is ChannelReference<ChannelTypes> {
  return subject === null || typeof subject === 'string' || 'name' in subject
}

function wholeAnswer(state: OccupancyState): OccupancyState {
  return state
}

function answerFor(name: string): (state: OccupancyState) => ChannelAnswer {
  return ({ channels, status, error }) => {
    const channel = channels[name]
    return { occupancy: channel?.occupancy ?? 0, members: channel?.members, status, error }
  }
}
