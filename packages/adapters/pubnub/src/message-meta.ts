import type { MessageMeta, UserInfo } from '@herenow/adapter'
import { isMessageId } from '@herenow/adapter'
import { isRecord } from './records.ts'

/** What stands beside a message of a client with the kit. */
export interface Beside {
  readonly id: string
  readonly name: string
  readonly connectionId: string
  readonly info: UserInfo | null
  readonly meta: MessageMeta | null
  readonly isStored: boolean
}

/** The key beside those of the app. */
const ours = 'herenow'

/** PubNub's `meta` is the app's own, by which clients without the kit read and filter, and one key more. */
export function sealedMeta({
  id,
  name,
  connectionId,
  info,
  meta,
  isStored,
}: Beside): Readonly<Record<string, unknown>> {
  const { [ours]: taken, ...plain } = meta ?? {}
  const isEmpty = meta !== null && Object.keys(meta).length === 0
  const own = {
    id,
    name,
    connectionId,
    ...(info && { info }),
    ...(!isStored && { store: false }),
    ...((taken !== undefined || isEmpty) && { meta: isEmpty ? {} : { [ours]: taken } }),
  }
  return { ...plain, [ours]: own }
}

/** The other way round. What is missing, a client without the kit has published. `meta`: whatever that one has put there. */
export function openedMeta(meta: unknown): Partial<Beside> & Pick<Beside, 'info' | 'meta'> {
  if (!isRecord(meta)) return { info: null, meta: null }
  const { [ours]: own, ...plain } = meta
  if (!isRecord(own) || !isOwnId(own['id']) || typeof own['name'] !== 'string') return { info: null, meta }
  const { id, name, connectionId, info, store, meta: rest } = own
  const isThere = isRecord(rest) || Object.keys(plain).length > 0
  return {
    id,
    name,
    ...(typeof connectionId === 'string' && { connectionId }),
    info: isRecord(info) ? info : null,
    meta: isThere ? { ...plain, ...(isRecord(rest) && rest) } : null,
    isStored: store !== false,
  }
}

/** A timetoken is the id of a message of clients without the kit: whoever foretold one would hide that message. */
function isOwnId(id: unknown): id is string {
  return isMessageId(id) && !/^\d{17}$/.test(id)
}
