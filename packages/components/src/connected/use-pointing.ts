'use client'

import { useClient } from '@herenow/react'
import type { Channel, ChannelTypes } from '@herenow/react'
import { useEffect, useMemo, useRef } from 'react'
import type { Point } from '../parts/live-cursors/cursor-set.ts'
import { cursorSignal, writePoint } from '../parts/live-cursors/cursor-signal.ts'
import type { CursorMode } from '../parts/live-cursors/cursor-signal.ts'
import { createThrottle } from '../parts/live-cursors/throttle.ts'

const intervalMilliseconds = 50
/** How many others may point before everyone tells less often. */
const fewOthers = 10

/**
 * Tells others where we point: 20 times a second, less often where many do, and nothing while there is no connection.
 */
export function usePointing<Types extends ChannelTypes>(
  channel: Channel<Types> | null,
  mode: CursorMode,
  others: number,
): (point: Point | null) => void {
  const connection = useClient()?.connection
  const crowd = useRef(others)
  useEffect(() => {
    crowd.current = others
  }, [others])
  const pointing = useMemo(() => {
    const isUp = () => connection?.getState().status === 'connected'
    // A signal that gets lost is made good by the next one.
    const send = (point: Point | null) => void (isUp() && channel?.signal(cursorSignal, writePoint(point, mode)))
    return createThrottle(send, () => intervalMilliseconds * Math.max(1, Math.ceil(crowd.current / fewOthers)))
  }, [connection, channel, mode])
  useEffect(
    () => () => {
      pointing.stop()
      pointing.push(null)
      pointing.stop()
    },
    [pointing],
  )
  return pointing.push
}
