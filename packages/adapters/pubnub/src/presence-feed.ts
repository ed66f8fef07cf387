import type { Env, EventBatch, PresenceConnection, PresenceDeparture, RealtimeError } from '@herenow/adapter'
import { after, assertNever, retryPause, retryStep } from '@herenow/adapter'
import type { KnownPeople } from './known-people.ts'
import type { PresenceChange } from './presence-change.ts'
import { presenceChange } from './presence-change.ts'
import { isSame, isSameList } from './presence-list.ts'
import { presenceConnection } from './received.ts'
import type { SdkPresence } from './sdk.ts'
import { requestError } from './service-error.ts'
import { createToldLately } from './told-lately.ts'

export interface PresenceFeedNeeds {
  readonly channel: string
  readonly env: Pick<Env, 'clock' | 'random'>
  readonly events: EventBatch
  readonly people: Pick<KnownPeople, 'heard'>
  /** Asks who is there. */
  readonly present: () => Promise<readonly PresenceConnection[]>
}

/** Who is present in one attached channel: whom PubNub lists, then what changes. */
export interface PresenceFeed {
  /** Tells everybody who is present, and from then on who comes, changes and goes. */
  readonly follow: () => void
  /** PubNub has told of a change. */
  readonly heard: (event: SdkPresence) => void
  /** PubNub doesn't let us see. */
  readonly hide: (error: RealtimeError) => void
  /** Nothing is told any more. */
  readonly stop: () => void
}

/** Milliseconds, and more than the three seconds for which PubNub gives out the same list. */
const untilFresh = 3_500

/** People that PubNub lists at most. */
const mostListed = 1_000

export function createPresenceFeed({ channel, env, events, people, present }: PresenceFeedNeeds): PresenceFeed {
  const { clock, random } = env
  /** By user; those of before a drop stay, for the time at which they came. */
  let known = new Map<string, PresenceConnection>()
  const lately = createToldLately(clock, untilFresh)
  /** What came while the list was waited for; `null`: it isn't. */
  let meanwhile: SdkPresence[] | null = null
  let isFollowing = false
  let round = 0
  let cancelRetry = (): void => {}
  /** Prevents the next reading of the list; `null`: none is planned. */
  let cancelRefresh: (() => void) | null = null

  function meet(connection: PresenceConnection): PresenceConnection {
    const { clientId, info } = connection
    const enteredAt = known.get(clientId)?.enteredAt ?? connection.enteredAt
    people.heard(clientId, info)
    return { ...connection, enteredAt }
  }

  /** `refresh`: it stands for changes that weren't told. */
  function list(refresh: boolean, refusals = 0): void {
    const own = (round += 1)
    // What was told while an older list was waited for counts here too.
    meanwhile ??= []
    cancelRetry()
    present()
      .then((connections) => {
        if (own === round) events.during(() => read(connections, refresh))
      })
      .catch((thrown: unknown) => {
        if (own !== round) return
        const error = requestError(thrown)
        if (!error.retryable) return hide(error)
        cancelRetry = after(clock, retryPause(retryStep(refusals), random), () => list(refresh, refusals + 1))
      })
  }

  function read(connections: readonly PresenceConnection[], refresh: boolean): void {
    const listed = new Map(connections.map(meet).map((connection) => [connection.clientId, connection]))
    const met = lately.correct(listed, known)
    if (!isSameList(met, listed)) refreshLater()
    const isNews = !refresh || !isSameList(known, met)
    if (isNews) known = met
    const changes = meanwhile ?? []
    meanwhile = null
    if (isNews) {
      const told = [...known.values()]
      const more = refresh ? { refresh } : {}
      events.add({ type: 'presence-snapshot', channel, connections: told, settling: false, ...more })
    }
    changes.forEach(change)
  }

  /** The list may be of a moment before what was told. */
  function refreshLater(): void {
    cancelRefresh ??= after(clock, untilFresh, () => {
      cancelRefresh = null
      list(true)
    })
  }

  /** Whoever isn't counted as PubNub counts has missed something, or was told what is not so. */
  function compare(occupancy: number): void {
    const isAsListed = Math.min(occupancy, mostListed) === Math.min(known.size, mostListed)
    if (!isAsListed) refreshLater()
  }

  function change(event: SdkPresence): void {
    const told = presenceChange(event)
    if (!told) return
    if (told.action !== 'interval') lately.note(told.uuid)
    switch (told.action) {
      case 'join':
      case 'state-change':
        came(told.uuid, told.state)
        return compare(told.occupancy)
      case 'leave':
      case 'timeout':
        went(told.uuid, told.action)
        return compare(told.occupancy)
      case 'interval':
        return passed(told)
      default:
        return assertNever(told)
    }
  }

  function came(uuid: string, state: unknown): void {
    const before = known.get(uuid)
    const connection = meet(presenceConnection(uuid, state, clock.date()))
    // The list may have had it already.
    if (before && state === undefined) return
    if (before && isSame(before, connection)) return
    known.set(uuid, connection)
    events.add({ type: 'presence', channel, action: before ? 'update' : 'enter', connection })
  }

  function went(uuid: string, action: 'leave' | 'timeout'): void {
    const connection = known.get(uuid)
    if (!connection || !known.delete(uuid)) return
    events.add({ type: 'presence', channel, action, connection })
  }

  /** What an interval came to. Where it doesn't say all, or not who, everybody is asked for a little later. */
  function passed({ occupancy, join, leave, timeout }: Extract<PresenceChange, { readonly action: 'interval' }>): void {
    const joined = join.filter((uuid) => !known.has(uuid)).map((uuid) => meet(newcomer(uuid)))
    for (const connection of joined) known.set(connection.clientId, connection)
    const [left, timedOut] = [leave, timeout].map((gone) => gone.filter((uuid) => known.delete(uuid)).map(departure))
    compare(occupancy)
    const isQuiet = joined.length + (left?.length ?? 0) + (timedOut?.length ?? 0) === 0
    if (isQuiet) return
    events.add({
      type: 'presence-interval',
      channel,
      occupancy,
      joined,
      updated: [],
      left: left ?? [],
      timedOut: timedOut ?? [],
    })
  }

  function newcomer(uuid: string): PresenceConnection {
    return presenceConnection(uuid, null, clock.date())
  }

  function hide(error: RealtimeError): void {
    stop()
    events.add({ type: 'presence-hidden', channel, error })
  }

  function stop(): void {
    round += 1
    cancelRetry()
    cancelRefresh?.()
    cancelRefresh = null
    isFollowing = false
    meanwhile = null
    lately.clear()
  }

  return {
    follow() {
      isFollowing = true
      list(false)
      refreshLater()
    },
    heard(event) {
      if (!isFollowing) return
      if (meanwhile) meanwhile.push(event)
      else change(event)
    },
    hide,
    stop,
  }
}

function departure(uuid: string): PresenceDeparture {
  return { connectionId: uuid, clientId: uuid }
}
