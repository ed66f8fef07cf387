import type { HereNow } from '@herenow/adapter'
import type { Settled } from '../../settings/settle.ts'
import type { Terminal } from '../terminal.ts'
import { printLines } from './json-lines.ts'
import { Told } from './told.ts'

/** Prints how many people are in each channel, and who. Resolves with the exit code. */
export async function runHereNow(settled: Settled, terminal: Terminal): Promise<number> {
  const told = new Told(settled, 'here-now')
  const api = await told.api()
  const named = settled.entries('channels').map(({ value }) => String(value))
  const channels = named.length === 0 ? undefined : named
  const includeMembers = settled.isYes('members')
  let cursor: string | undefined
  do {
    const page: HereNow = await api.hereNow({ channels, includeMembers, includeState: includeMembers, cursor })
    printLines(
      terminal,
      Object.entries(page.channels).map(([channel, here]) => ({ channel, ...here })),
    )
    ;({ cursor } = page)
  } while (cursor !== undefined)
  return 0
}
