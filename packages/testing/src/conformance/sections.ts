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
import type { Scenario } from './stage.ts'
import type { ConformanceClaims } from './test-service.ts'
import { unsupportedSection } from './unsupported-section.ts'

/** Declares tests that belong together. */
export type Section = (title: string, declare: () => void) => void

/** Declares everything that is tested where so much is claimed. */
export function declareSections(claims: ConformanceClaims, scenario: Scenario, section: Section): void {
  const { capabilities } = claims
  const { presence } = capabilities
  section('connection', () => connectionSection(scenario, capabilities))
  section('attach', () => attachSection(scenario, capabilities))
  if (claims.refuses) section('refusals', () => refusalSection(scenario))
  if (claims.hidesPresence) section('hidden presence', () => hiddenPresenceSection(scenario))
  section('publish', () => publishSection(scenario, capabilities))
  if (capabilities.signals) section('signals', () => signalSection(scenario, capabilities))
  if (capabilities.history !== 'none') section('history', () => historySection(scenario, capabilities))
  if (capabilities.recovery !== 'none') section('recovery', () => recoverySection(scenario, capabilities))
  if (presence !== 'none' && presence.enter === 'explicit') {
    section('presence', () => presenceSection(scenario, presence))
    if (capabilities.hereNow !== 'none') section('here now', () => hereNowSection(scenario, capabilities))
    if (capabilities.whereNow) section('where now', () => whereNowSection(scenario))
    if (capabilities.occupancy === 'push') section('occupancy', () => occupancySection(scenario))
  }
  const isImplied = presence !== 'none' && presence.enter === 'with-attach'
  if (isImplied) section('presence', () => impliedPresenceSection(scenario))
  if (capabilities.occupancy === 'poll') section('occupancy', () => polledOccupancySection(scenario, isImplied))
  section('what is not there', () => unsupportedSection(scenario, capabilities))
}
