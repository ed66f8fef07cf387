'use client'

import { useChannel, useClient } from '@herenow/react'
import type { Channel, ChannelReference, ChannelTypes } from '@herenow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { gone, moved, nextIdle, noCursors, withoutIdle } from '../parts/live-cursors/cursor-set.ts'
import type { Cursor, CursorSet, Point } from '../parts/live-cursors/cursor-set.ts'
import { cursorSignal, readPoint, writePoint } from '../parts/live-cursors/cursor-signal.ts'
import type { CursorMode } from '../parts/live-cursors/cursor-signal.ts'
import { createThrottle } from '../parts/live-cursors/throttle.ts'
import { useMembersOf } from './use-members-of.ts'

interface LiveCursors {
  readonly cursors: readonly Cursor[]
  /** Sends our own place; `null`: we point nowhere. */
  readonly point: (point: Point | null) => void
}

/** Cursors, and the channel that they belong to: another channel begins without any. */
interface ChannelCursors {
  readonly channel: unknown
  readonly set: CursorSet
}

type ChangeCursors = (change: (cursors: CursorSet) => CursorSet) => void

const intervalMilliseconds = 50
/** With more than this many others, everyone sends less often. */
const fewOthers = 10
/** Browsers run a timer that is longer than this (25 days) at once. */
const longestTimer = 2 ** 31 - 1

/** The cursors of others in a channel, and a function that sends ours. Both travel as signals. */
export function useCursors(reference: ChannelReference<ChannelTypes>, mode: CursorMode, idleMs: number): LiveCursors {
  const client = useClient()
  const [latest, setLatest] = useState<ChannelCursors>({ channel: null, set: noCursors })
  const { channel } = useChannel(reference, {
    onSignal: ({ name, data, clientId, info }) => {
      if (name !== cursorSignal || clientId === client?.clientId) return
      const place = readPoint(data, mode)
      setCursors((cursors) =>
        place === null ? gone(cursors, clientId) : moved(cursors, { clientId, info, ...place }, performance.now()),
      )
    },
  })
  const setCursors = useCallback<ChangeCursors>(
    (change) => setLatest((before) => ({ channel, set: change(before.channel === channel ? before.set : noCursors) })),
    [channel],
  )
  const set = latest.channel === channel ? latest.set : noCursors
  useForgettingIdle(set, setCursors, idleMs)
  const point = usePointing(channel, mode, set.size)
  const pointing = useMemo(() => [...set.values()].map(({ cursor }) => cursor), [set])
  const cursors = useWithMembers(reference, pointing)
  return { cursors, point }
}

/** Adds to each cursor its member of the channel's presence. Each stays the same object until one of the two changes. */
function useWithMembers(reference: ChannelReference<ChannelTypes>, cursors: readonly Cursor[]): readonly Cursor[] {
  const members = useMembersOf(reference, cursors)
  const known = useRef(new WeakMap<Cursor, Cursor>())
  return useMemo(
    () =>
      cursors.map((cursor) => {
        const member = members.get(cursor.clientId) ?? null
        const before = known.current.get(cursor)
        if (before?.member === member) return before
        const now = { ...cursor, member }
        known.current.set(cursor, now)
        return now
      }),
    [cursors, members],
  )
}

/** Removes cursors that haven't moved for a while: a page that is closed doesn't say so. */
function useForgettingIdle(set: CursorSet, change: ChangeCursors, idleMs: number): void {
  const at = nextIdle(set, idleMs)
  useEffect(() => {
    if (at === null) return undefined
    const wait = at - performance.now()
    if (wait > longestTimer) return undefined
    // A timer may be early by a part of a millisecond, and would then forget nobody and not come again.
    const forget = () => change((cursors) => withoutIdle(cursors, Math.max(at, performance.now()), idleMs))
    const timer = setTimeout(forget, wait)
    return () => clearTimeout(timer)
  }, [at, change, idleMs])
}

/**
 * Sends our own place: at most 20 times a second, less often where many people point, and never while disconnected.
 */
function usePointing<Types extends ChannelTypes>(
  channel: Channel<Types> | null,
  mode: CursorMode,
  others: number,
): (point: Point | null) => void {
  const connection = useClient()?.connection
  const crowd = useRef(others)
  useEffect(() => {
    crowd.current = others
  })
  const pointing = useMemo(() => {
    const isUp = () => connection?.getState().status === 'connected'
    return createPointing({
      // A lost signal needs no repetition: the next one replaces it.
      send: (point) => {
        if (isUp()) void channel?.signal(cursorSignal, writePoint(point, mode))
      },
      interval: () => intervalMilliseconds * Math.max(1, Math.ceil(crowd.current / fewOthers)),
    })
  }, [connection, channel, mode])
  useEffect(() => pointing.end, [pointing])
  return pointing.push
}

interface Pointing {
  readonly push: (point: Point | null) => void
  /** Says that we point nowhere, if others may see us point. */
  readonly end: () => void
}

interface PointingNeeds {
  readonly send: (point: Point | null) => void
  /** Milliseconds between two points. */
  readonly interval: () => number
}

function createPointing({ send, interval }: PointingNeeds): Pointing {
  let isShown = false
  const show = (point: Point | null) => {
    isShown = point !== null
    send(point)
  }
  const throttle = createThrottle(show, interval)
  return {
    push: throttle.push,
    end: () => {
      throttle.stop()
      if (isShown) show(null)
    },
  }
}
