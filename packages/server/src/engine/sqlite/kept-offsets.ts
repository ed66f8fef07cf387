import type { Retention } from '../engine.ts'
import { recentWindow } from '../recent.ts'
import type { Offsets, TimestampAt } from './first-since.ts'
import { firstSince } from './first-since.ts'

/** The offset up to which time has taken the messages by `date`. Never below the present floor. */
export function floorAt(offsets: Offsets, retention: Retention, date: number, timestampAt: TimestampAt): number {
  const { floor, top } = offsets
  if (floor === top) return floor
  const tooOld = date - retention.seconds * 1_000
  const noLongerRecent = date - recentWindow
  const oldest = timestampAt(floor + 1)
  const surplus = top - retention.messages
  if (oldest > tooOld && (surplus <= floor || oldest > noLongerRecent)) return floor
  const lastUpTo = (time: number): number => firstSince(offsets, time + 1, timestampAt) - 1
  return Math.max(lastUpTo(tooOld), Math.min(surplus, lastUpTo(noLongerRecent)), floor)
}
