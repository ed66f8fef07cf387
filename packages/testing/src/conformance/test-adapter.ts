import { describe } from 'vitest'
import { attachSection } from './attach-section.ts'
import { connectionSection } from './connection-section.ts'
import { hereNowSection, occupancySection, whereNowSection } from './here-now-section.ts'
import { historySection } from './history-section.ts'
import { impliedPresenceSection, polledOccupancySection } from './implied-presence-section.ts'
import { presenceSection } from './presence-section.ts'
import { publishSection } from './publish-section.ts'
import { recoverySection } from './recovery-section.ts'
import { hiddenPresenceSection, refusalSection } from './refusal-section.ts'
import { signalSection } from './signal-section.ts'
import { createScenario } from './stage.ts'
import type { AdapterTestOptions } from './test-service.ts'
import { unsupportedSection } from './unsupported-section.ts'

/**
 * Tests an adapter against the contract, sentence by sentence. Call it at the top of a test file: it declares tests.
 * What the capabilities claim is tested; for what they don't claim, that it is rejected.
 */
export function testAdapter(options: AdapterTestOptions): void {
  const { name, capabilities } = options
  const { presence } = capabilities
  const scenario = createScenario(options)
  const section = (title: string, claimed: boolean, declare: () => void): void => {
    if (claimed) describe(title, declare)
  }

  describe(name, () => {
    section('connection', true, () => connectionSection(scenario, capabilities))
    section('attach', true, () => attachSection(scenario, capabilities))
    section('refusals', options.refuses === true, () => refusalSection(scenario))
    section('hidden presence', options.hidesPresence === true, () => hiddenPresenceSection(scenario))
    section('publish', true, () => publishSection(scenario, capabilities))
    section('signals', capabilities.signals, () => signalSection(scenario, capabilities))
    section('history', capabilities.history !== 'none', () => historySection(scenario, capabilities))
    section('recovery', capabilities.recovery !== 'none', () => recoverySection(scenario, capabilities))
    if (presence !== 'none' && presence.enter === 'explicit') {
      section('presence', true, () => presenceSection(scenario, presence))
      section('here now', capabilities.hereNow !== 'none', () => hereNowSection(scenario, capabilities))
      section('where now', capabilities.whereNow, () => whereNowSection(scenario))
      section('occupancy', capabilities.occupancy === 'push', () => occupancySection(scenario))
    }
    const isImplied = presence !== 'none' && presence.enter === 'with-attach'
    section('presence', isImplied, () => impliedPresenceSection(scenario))
    section('occupancy', capabilities.occupancy === 'poll', () => polledOccupancySection(scenario, isImplied))
    unsupportedSection(scenario, capabilities)
  })
}
