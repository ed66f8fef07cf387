import type { UserInfo } from '@herenow/adapter'
import { isRecord } from './records.ts'

/** What somebody says of themselves. */
export interface MemberState {
  readonly state: unknown
  readonly info: UserInfo | null
}

/** The key beside a state's own. */
const ours = 'herenow'

/**
 * PubNub's state of a user in a channel, which has to be an object, is theirs here. Only what isn't one, and who it is,
 * stand under a key of their own.
 */
export function sealedState({ state, info }: MemberState): object {
  const isNative = isRecord(state) && !Object.hasOwn(state, ours) && Object.keys(state).length > 0
  const own = { ...(info && { info }), ...(!isNative && state !== null && { state }) }
  return { ...(isNative && state), ...(Object.keys(own).length > 0 && { [ours]: own }) }
}

/** The other way round. `value`: whatever a client of PubNub has set, which may be nothing. */
export function openedState(value: unknown): MemberState {
  if (!isRecord(value)) return { state: value ?? null, info: null }
  const own = value[ours]
  if (!isRecord(own)) return { state: Object.keys(value).length > 0 ? value : null, info: null }
  const { [ours]: _, ...rest } = value
  const state = Object.hasOwn(own, 'state') ? own['state'] : Object.keys(rest).length > 0 ? rest : null
  return { state, info: isRecord(own['info']) ? own['info'] : null }
}
