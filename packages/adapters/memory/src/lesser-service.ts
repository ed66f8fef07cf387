import type { AdapterContext, AdapterSession, Capabilities, RealtimeError, SessionPresence } from '@herenow/adapter'
import { capabilities } from './capabilities.ts'
import { serviceError } from './memory-error.ts'

/** What an app's screens depend on. */
export type LesserService = Partial<
  Pick<Capabilities, 'history' | 'presence' | 'occupancy' | 'hereNow' | 'whereNow' | 'signals'>
>

/** What a hub can do that stands for another service: in all that isn't named here it stays what it is. */
export function capabilitiesLike(other: LesserService): Capabilities {
  const { history, presence, occupancy, hereNow, whereNow, signals } = { ...capabilities, ...other }
  return { ...capabilities, history, presence, occupancy, hereNow, whereNow, signals }
}

/** A session of the hub that refuses what the service can't do for which it stands. */
export function lesserSession(session: AdapterSession, context: AdapterContext, can: Capabilities): AdapterSession {
  const isImplied = can.presence !== 'none' && can.presence.enter === 'with-attach'
  return {
    ...session,
    async attach(channel, options) {
      const attached = session.attach(channel, { ...options, presence: options.presence && can.presence !== 'none' })
      await Promise.all([attached, ...(isImplied ? [session.presence.enter(channel, null)] : [])])
    },
    signal: (...call) => (can.signals ? session.signal(...call) : refuse('signals')),
    history(channel, query) {
      const isRead = can.history === 'full' || (can.history === 'forward' && query.direction === 'forwards')
      return isRead ? session.history(channel, query) : refuse(`history that is read ${query.direction}`)
    },
    hereNow(query) {
      const isTold = can.hereNow === 'global' || (can.hereNow === 'channel' && query.channels !== undefined)
      return isTold ? session.hereNow(query) : refuse('here-now of all channels')
    },
    whereNow: (clientId) => (can.whereNow ? session.whereNow(clientId) : refuse('where-now')),
    watchOccupancy(watch) {
      if (can.occupancy === 'push') session.watchOccupancy(watch)
      else context.emit([{ type: 'error', error: unsupported('occupancy that comes by itself') }])
    },
    presence: lesserPresence(session.presence, can.presence),
  }
}

function lesserPresence(presence: SessionPresence, can: Capabilities['presence']): SessionPresence {
  const refused = (): Promise<never> => refuse(can === 'none' ? 'presence' : 'presence but that of who has attached')
  if (can === 'none') return { enter: refused, update: refused, leave: refused, get: refused }
  if (can.enter === 'explicit') return presence
  return { ...presence, enter: refused, leave: refused, ...(!can.state && { update: refused }) }
}

function refuse(what: string): Promise<never> {
  return Promise.reject(unsupported(what))
}

function unsupported(what: string): RealtimeError {
  return serviceError('unsupported', `The service for which this hub stands has no ${what}.`)
}
