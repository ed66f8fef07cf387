import { describe, it } from 'vitest'
import { conformanceCases } from './conformance-cases.ts'
import { declareSections } from './sections.ts'
import { createScenario } from './stage.ts'
import type { AdapterTestOptions } from './test-service.ts'

/**
 * Tests an adapter against the contract, sentence by sentence. Call it at the top of a test file: it declares tests.
 * What the capabilities claim is tested; for what they don't claim, that it is rejected. The tests that a service with
 * every capability would have besides are listed as skipped, under "not claimed".
 */
export function testAdapter(options: AdapterTestOptions): void {
  describe(options.name, () => {
    declareSections(options, createScenario(options), (title, declare) => void describe(title, declare))
    const { notClaimed } = conformanceCases(options)
    if (notClaimed.length > 0) describe('not claimed', () => notClaimed.forEach((title) => it.skip(title, () => {})))
  })
}
