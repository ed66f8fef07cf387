import { printTable } from '../report/table.ts'
import type { Violation } from './check/violation.ts'
import type { ChaosResult } from './run-chaos.ts'

/** One line of a report: what, and how much. */
export type Figure = readonly [name: string, value: string]

/** The figures of a run. */
export function figuresOf(result: ChaosResult, seed: number): readonly Figure[] {
  const published = [...result.record.published.values()].flat()
  const outcomes = (outcome: string): number => published.filter((message) => message.outcome === outcome).length
  const found = (...kinds: readonly Violation['what'][]): string =>
    count(result.violations.filter(({ what }) => kinds.includes(what)).length)
  const deliveries = [...result.record.heard.values()].flatMap((channels) => [...channels.values()])
  return [
    ['seconds', count(result.duration / 1_000)],
    ['clients, each behind its own proxy', count(result.record.heard.size)],
    ['connections opened', count(result.connections)],
    ...[...result.faults].map(([kind, times]): Figure => [`fault: ${kind}`, count(times)]),
    ['server killed (SIGKILL)', count(result.server.kill)],
    ['server stopped (SIGTERM)', count(result.server.stop)],
    ['server paused (SIGSTOP)', count(result.server.pause)],
    ['messages published', count(published.length)],
    ['confirmed', count(outcomes('confirmed'))],
    ['refused or timed out', count(outcomes('failed'))],
    ['of unknown fate', count(outcomes('unknown'))],
    ['deliveries checked', count(deliveries.reduce((sum, { keys }) => sum + keys.length, 0))],
    ['lost', found('lost')],
    ['doubled', found('doubled')],
    ['out of order or place', found('out of order', 'wrong position', 'made up')],
    ['gaps, unmarked', found('unmarked gap')],
    ['gaps, marked (none is due)', found('marked gap', 'epoch changed')],
    ['logs that differ from listeners', found('log differs', 'left unsent')],
    ['presence ghosts or missing members', found('ghost', 'missing member')],
    ['crashes, unhandled rejections', found('mishap')],
    ['worst recovery after healing, ms', result.worstRecovery === null ? 'never' : count(result.worstRecovery)],
    ['presence equal everywhere after, ms', result.presenceAfter === null ? 'never' : count(result.presenceAfter)],
    ['seed', String(seed)],
  ]
}

/** Shows a run to whoever started it: figures, then what went wrong with what was happening then. */
export function printRun(result: ChaosResult, seed: number): void {
  printTable('Chaos', ['', ''], figuresOf(result, seed))
  for (const line of problemsOf(result)) console.error(line)
}

/** Violations that are shown one by one; more of them rarely tell more. */
const mostShown = 40

/** Every violation with what and whom it concerns, and the plan that led there. */
export function problemsOf(result: ChaosResult): readonly string[] {
  const { violations, steps } = result
  if (violations.length === 0) return []
  const shown = violations
    .slice(0, mostShown)
    .map(({ promise, what, who, channel, details }) => `promise ${promise}: ${what} (${who} ${channel}): ${details}`)
  const clients = new Set(violations.map(({ who }) => Number(who.replace('client-', ''))))
  const plan = steps
    .filter((step) => step.kind === 'server' || clients.has(step.client))
    .slice(-mostShown)
    .map((step) => JSON.stringify(step))
  return [`${violations.length} violations:`, ...shown, 'The last steps for those concerned:', ...plan]
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en')
}
