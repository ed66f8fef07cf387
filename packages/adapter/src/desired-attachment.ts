import { comparePositions } from './compare-positions.ts'
import type { Position } from './position.ts'
import type { AttachOptions } from './session.ts'
import type { Waiter } from './waiter.ts'

/** What an attach asks for, in a service whose positions are of the type `P`. */
export interface DesiredAttachOptions<P extends Position> extends Omit<AttachOptions, 'since'> {
  readonly since: P | number | null
}

/**
 * The wish that one channel is attached, kept over drops. Decides whether the service has to be asked, from where on, and
 * which messages are new. For sessions that re-attach by themselves, of services whose offsets grow within an epoch.
 */
export interface DesiredAttachment<P extends Position> {
  /** `desired`: nothing is under way. */
  readonly status: 'desired' | 'requested' | 'attached'
  /** Where the channel stands for those who were told; `null` before the first attach. */
  readonly position: P | null
  /** What to ask for: to go on from the position, or at first from where the first caller said. */
  readonly options: DesiredAttachOptions<P>
  /** Somebody wants it. Returns whether the service has to be asked; calls the waiter at once where all is as wanted. */
  want(presence: boolean, waiter: Waiter): boolean
  /** The service is being asked. An attached channel stays attached meanwhile. */
  requested(): void
  /** The service has attached it. Returns where the channel stands now. */
  attached(position: P, recovered: boolean): P
  /** A message came. Returns whether it is new here, and moves the position if it is. `null`: it isn't stored. */
  receive(position: P | null): boolean
  /** Nothing is attached or under way any more. */
  lost(): void
  /** Tells all who wait. */
  settle(error?: Error): void
}

/** `first`: what the first caller wants. */
export function createDesiredAttachment<P extends Position>(first: DesiredAttachOptions<P>): DesiredAttachment<P> {
  let status: DesiredAttachment<P>['status'] = 'desired'
  let { presence } = first
  let position: P | null = null
  let waiters: Waiter[] = []

  /** Whatever is in another epoch comes after all of this one. */
  function isAhead(of: P): boolean {
    const order = position && comparePositions(of, position)
    return order === null || order === 1
  }

  return {
    get status() {
      return status
    },
    get position() {
      return position
    },
    get options() {
      const since = position ?? first.since
      return { since, rewind: since === null ? first.rewind : null, presence }
    },
    want(wanted, waiter) {
      const changed = presence !== wanted
      presence = wanted
      if (status === 'attached' && !changed) {
        waiter()
        return false
      }
      waiters.push(waiter)
      return status === 'desired' || changed
    },
    requested() {
      if (status === 'desired') status = 'requested'
    },
    attached(next, recovered) {
      status = 'attached'
      // A replay may start behind what came meanwhile. An answer that didn't recover counts even if it is lower.
      const now = !recovered || isAhead(next) ? next : (position ?? next)
      position = now
      return now
    },
    receive(next) {
      if (status !== 'attached') return false
      if (next === null) return true
      if (!isAhead(next)) return false
      position = next
      return true
    },
    lost() {
      status = 'desired'
    },
    settle(error) {
      const settled = waiters
      waiters = []
      for (const waiter of settled) waiter(error)
    },
  }
}
