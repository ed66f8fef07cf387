import type { Retention } from '../engine.ts'
import { recentWindow } from '../recent.ts'
import type { Offsets, TimeAt } from './first-since.ts'
import { firstSince } from './first-since.ts'

/** The offset up to which time has taken the messages by `steady`. Never below the present floor. */
export function floorAt(offsets: Offsets, retention: Retention, steady: number, storedAt: TimeAt): number {
  const { floor, top } = offsets
  if (floor === top) return floor
  const tooOld = steady - retention.seconds * 1_000
  const noLongerRecent = steady - recentWindow
  const oldest = storedAt(floor + 1)
  const surplus = top - retention.messages
  if (oldest > tooOld && (surplus <= floor || oldest > noLongerRecent)) return floor
  const lastUpTo = (time: number): number => firstSince(offsets, time + 1, storedAt) - 1
  return Math.max(lastUpTo(tooOld), Math.min(surplus, lastUpTo(noLongerRecent)), floor)
}
