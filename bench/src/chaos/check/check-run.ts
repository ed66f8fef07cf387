import type { RunRecord } from '../record.ts'
import { checkHeard } from './check-heard.ts'
import { checkHistory } from './check-history.ts'
import { checkPresence } from './check-presence.ts'
import type { Violation } from './violation.ts'

/** Everything in a record that breaks a promise. */
export function checkRun(record: RunRecord, presenceChannel: string): readonly Violation[] {
  const violations: Violation[] = []
  for (const [channel, published] of record.published) {
    const stored = record.stored.get(channel) ?? []
    violations.push(...checkHistory(channel, stored, published))
    for (const [who, channels] of record.heard) {
      const heard = channels.get(channel) ?? { keys: [], offsets: [], gaps: [], log: [], unsent: [] }
      violations.push(...checkHeard(who, channel, heard, stored))
    }
  }
  for (const [channel, epochs] of record.epochs) {
    if (epochs.size <= 1) continue
    const details = `${[...epochs].join(', ')} were told`
    violations.push({ promise: 4, what: 'epoch changed', who: 'server', channel, details })
  }
  for (const [who, seen] of record.seen) violations.push(...checkPresence(who, presenceChannel, seen, record.present))
  for (const details of record.mishaps) {
    violations.push({ promise: 13, what: 'mishap', who: 'run', channel: '', details })
  }
  return violations
}
