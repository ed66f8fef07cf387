import type { Access } from './access.ts'
import type { ChannelGroups } from './channel-groups.ts'
import { checkNames, isPresenceChannel, matching, namesIn, ownerOf, presenceChannel } from './channel-names.ts'
import type { Presence } from './presence.ts'
import type { ApiRequest } from './request.ts'
import { jsonIn, userOf } from './request.ts'
import type { Delivered, Subscriptions } from './subscriptions.ts'
import type { Timetokens } from './timetokens.ts'

export interface SubscribeNeeds {
  readonly access: Access
  readonly groups: ChannelGroups
  readonly presence: Presence
  readonly subscriptions: Subscriptions
  readonly timetokens: Timetokens
  /** Milliseconds after which a poll is answered with nothing. */
  readonly longPoll: number
}

interface Answer {
  readonly t: { readonly t: string; readonly r: number }
  readonly m: readonly Delivered[]
}

/** `/v2/subscribe/S/channels/0`: without a timetoken it gives one at once, with one it waits for what comes after it. */
export async function subscribe(needs: SubscribeNeeds, request: ApiRequest): Promise<Answer> {
  const { access, groups, presence, subscriptions, timetokens } = needs
  const asked = namesIn(request.path[3] ?? '')
  checkNames(asked, true)
  access.check(request.params, 'read', asked)
  const grouped = namesIn(request.params.get('channel-group') ?? '')
  const match = (channel: string): string | null => matching(asked, channel) ?? inGroup(groups, grouped, channel)
  const present = presentIn(asked, grouped, groups)
  const uuid = userOf(request)
  const state = (jsonIn(request, 'state') ?? {}) as Readonly<Record<string, unknown>>
  // Earlier than the join that follows from it, which a subscriber is told of itself too.
  const now = timetokens.next()
  presence.beat(uuid, present, Number(request.params.get('heartbeat') ?? 300), state)
  const timetoken = request.params.get('tt') ?? '0'
  if (timetoken === '0') return answer(now, [])
  const missed = subscriptions.since(timetoken, { match })
  const last = missed.at(-1)
  if (last) return answer(last.p.t, missed)
  const done = presence.follow(uuid, present)
  try {
    return await next(needs, request, timetoken, match)
  } finally {
    done()
  }
}

/** What heartbeats and leaves are about: the channels themselves, also those of groups. */
export function presentIn(
  channels: readonly string[],
  grouped: readonly string[],
  groups: ChannelGroups,
): readonly string[] {
  const all = [...channels, ...grouped.flatMap((group) => groups.channels(group))]
  return all.filter((channel) => !isPresenceChannel(channel) && !channel.endsWith('*'))
}

function next(
  { subscriptions, longPoll }: SubscribeNeeds,
  request: ApiRequest,
  timetoken: string,
  match: (channel: string) => string | null,
): Promise<Answer> {
  return new Promise((resolve) => {
    const stop = subscriptions.wait({ match, answer: (at, messages) => end(answer(at, messages)) })
    const timer = setTimeout(() => end(answer(timetoken, [])), longPoll)
    function end(it: Answer): void {
      clearTimeout(timer)
      stop()
      resolve(it)
    }
    request.onGone(() => end(answer(timetoken, [])))
  })
}

function inGroup(groups: ChannelGroups, asked: readonly string[], channel: string): string | null {
  const owner = ownerOf(channel)
  for (const group of groups.list()) {
    if (!groups.channels(group).includes(owner)) continue
    const name = isPresenceChannel(channel) ? presenceChannel(group) : group
    if (asked.includes(name)) return name
  }
  return null
}

function answer(timetoken: string, messages: readonly Delivered[]): Answer {
  return { t: { t: timetoken, r: 1 }, m: messages }
}
