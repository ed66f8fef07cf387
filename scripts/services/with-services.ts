import { describe } from 'vitest'
import type { ServiceName } from '../services.mjs'
import { serviceOf } from '../services.mjs'

/**
 * Declares tests that need servers of others. Where one is missing they are skipped, unless everything is to be tested:
 * then they run, and fail with how to get it. `npm test` tells what was skipped by the title that this gives them.
 */
export function withServices(names: readonly ServiceName[], declare: () => void): void {
  const services = names.map((name) => ({ ...serviceOf(name), found: serviceOf(name).find() }))
  const isMissing = services.some(({ found }) => found === null)
  const title = `with ${services.map(({ title: it, found }) => (found ? `${it} ${found.version}` : it)).join(' and ')}`
  describe.skipIf(isMissing && process.env['TEST_EVERYTHING'] !== '1')(title, declare)
}
