import type { ChannelGroups } from './channel-groups.ts'
import { namesIn } from './channel-names.ts'
import type { ApiRequest } from './request.ts'

/** Answers what is under `/v1/channel-registration/sub-key/S/channel-group`. */
export function groupsApi(groups: ChannelGroups, { path, params }: ApiRequest): unknown {
  const [, , , , , group, what] = path
  if (group === undefined) return done({ payload: { groups: groups.list() } })
  if (what === 'remove') groups.delete(group)
  const [added, removed] = [params.get('add'), params.get('remove')]
  if (added !== null) groups.add(group, namesIn(added))
  if (removed !== null) groups.remove(group, namesIn(removed))
  const isQuestion = what === undefined && added === null && removed === null
  return done(isQuestion ? { payload: { group, channels: groups.channels(group) } } : { message: 'OK' })
}

function done(more: Readonly<Record<string, unknown>>): unknown {
  return { status: 200, service: 'channel-registry', error: false, ...more }
}
