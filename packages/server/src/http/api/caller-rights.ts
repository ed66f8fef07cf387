import type { ApiKeyRights, ApiRight } from './api-keys.ts'

/** The page of the inspector sends it along with each of its requests. */
export const inspectorHeader = 'x-herenow-inspector'

/** Rights that change nothing. */
const reading: readonly ApiRight[] = [
  'presence',
  'presence_stats',
  'history',
  'channels',
  'connections',
  'info',
  'observe',
  'webhooks',
  'webhook_dead_letters',
  'metrics',
]

/** Why a right isn't there: the key doesn't have it, or the inspector may only read. */
export type Denial = 'key' | 'inspector'

/** Why a caller doesn't have a right; `null`: it has. */
export function denialOf(rights: ApiKeyRights, right: ApiRight, readsOnly: boolean): Denial | null {
  if (!rights.allows(right)) return 'key'
  return readsOnly && !reading.includes(right) ? 'inspector' : null
}

/** What to do about it. */
export const denialHint: Readonly<Record<Denial, string>> = {
  key: 'Add it to the `methods` of the key.',
  inspector: 'The inspector of this server only reads; `inspector: "write"` lets it do more.',
}
