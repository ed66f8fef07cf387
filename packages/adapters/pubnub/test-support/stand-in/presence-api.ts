import type { Access } from './access.ts'
import type { ChannelGroups } from './channel-groups.ts'
import { checkNames, namesIn } from './channel-names.ts'
import type { Presence } from './presence.ts'
import type { HereNowCache } from './here-now-cache.ts'
import { notEnabled, Refusal } from './refusal.ts'
import type { ApiRequest } from './request.ts'
import { jsonIn, userOf } from './request.ts'
import { presentIn } from './subscribe.ts'

export interface PresenceApiNeeds {
  readonly access: Access
  readonly groups: ChannelGroups
  readonly presence: Presence
  /** Whether the keyset has Presence, and lets all channels be asked for at once. */
  readonly hasPresence: boolean
  readonly globalHereNow: boolean
  /** What here-now has answered. */
  readonly hereNowCache: HereNowCache
}

/** Most users that one channel's answer lists. */
const mostListed = 1_000

/** Answers what is under `/v2/presence/sub-key/S`. */
export function presenceApi(needs: PresenceApiNeeds, request: ApiRequest): unknown {
  const { access, groups, presence } = needs
  if (!needs.hasPresence) throw notEnabled('Presence', 'Presence')
  const [, , , , kind, name = '', what, user = '', more] = request.path
  if (kind === undefined) return needs.hereNowCache.get(request.key, () => everywhere(needs, request))
  if (kind === 'uuid') return done({ payload: { channels: presence.of(name) } })
  const channels = namesIn(name)
  checkNames(channels, true)
  access.check(request.params, 'read', channels)
  const grouped = namesIn(request.params.get('channel-group') ?? '')
  const all = presentIn(channels, grouped, groups)
  if (what === undefined) return needs.hereNowCache.get(request.key, () => hereNow(presence, request, all))
  if (what === 'heartbeat') {
    const state = (jsonIn(request, 'state') ?? {}) as Readonly<Record<string, unknown>>
    presence.beat(userOf(request), all, Number(request.params.get('heartbeat') ?? 300), state)
    return done({})
  }
  if (what === 'leave') {
    presence.leave(userOf(request), all)
    return done({ action: 'leave' })
  }
  if (what === 'uuid' && more === 'data') {
    const state = jsonIn(request, 'state')
    presence.setState(user, all, state)
    return done({ payload: state })
  }
  if (what !== 'uuid') throw new Refusal(404, 'Not Found')
  const states = all.map((channel) => [channel, presence.state(user, channel)] as const)
  return done(
    all.length === 1
      ? { uuid: user, channel: all[0], payload: states[0]?.[1] }
      : { uuid: user, payload: { channels: Object.fromEntries(states) } },
  )
}

function everywhere({ access, presence, globalHereNow }: PresenceApiNeeds, request: ApiRequest): unknown {
  if (!globalHereNow) throw notEnabled('Presence', 'Global Here Now')
  const channels = presence.channels()
  access.check(request.params, 'read', channels)
  return several(presence, request, channels)
}

function hereNow(presence: Presence, request: ApiRequest, channels: readonly string[]): unknown {
  const [channel] = channels
  if (channels.length !== 1 || channel === undefined) return several(presence, request, channels)
  return done(occupants(presence, request, channel))
}

function several(presence: Presence, request: ApiRequest, channels: readonly string[]): unknown {
  const found = channels.map((channel) => [channel, occupants(presence, request, channel)] as const)
  const occupied = found.filter(([, { occupancy }]) => occupancy > 0)
  return done({
    payload: {
      channels: Object.fromEntries(occupied),
      total_channels: occupied.length,
      total_occupancy: occupied.reduce((sum, [, { occupancy }]) => sum + occupancy, 0),
    },
  })
}

function occupants(
  presence: Presence,
  { params }: ApiRequest,
  channel: string,
): { readonly occupancy: number; readonly uuids?: readonly unknown[] } {
  const members = presence.members(channel)
  if (params.get('disable_uuids') === '1') return { occupancy: members.length }
  const listed = members.slice(0, mostListed)
  const withState = params.get('state') === '1'
  const uuids = listed.map(({ uuid, state }) => {
    if (!withState) return uuid
    return state === undefined ? { uuid } : { uuid, state }
  })
  return { occupancy: members.length, uuids }
}

function done(more: Readonly<Record<string, unknown>>): unknown {
  return { status: 200, message: 'OK', service: 'Presence', ...more }
}
