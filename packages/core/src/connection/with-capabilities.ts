import type { Capabilities } from '@herenow/adapter'
import { sameJson } from '../json/same-json.ts'

/**
 * `most` with what is known better, as `told`. Returns `shown` where that says the same: components compare by
 * reference.
 */
export function withCapabilities(
  most: Capabilities,
  told: Partial<Capabilities> | undefined,
  shown: Capabilities,
): Capabilities {
  const next = { ...most, ...told }
  return sameJson(next, shown) ? shown : next
}
