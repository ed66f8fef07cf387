import type { AdapterHistoryPage, HistoryQuery } from '@herenow/adapter'
import type { Api } from '../../api-client/index.ts'
import type { Settled } from '../../settings/settle.ts'
import type { Terminal } from '../terminal.ts'
import { printLines } from './json-lines.ts'
import { Told } from './told.ts'

const usualCount = 20
/** Of a page, at most. */
const pageSize = 200

type Messages = AdapterHistoryPage['items']

/** Prints the newest messages of a channel, the oldest of them first. Resolves with the exit code. */
export async function runHistory(settled: Settled, terminal: Terminal): Promise<number> {
  const told = new Told(settled, 'history')
  const channel = told.argument('channel')
  const count = told.number('limit', 1, usualCount)
  printLines(terminal, await newest(await told.api(), channel, count))
  return 0
}

/** The newest messages of a channel, the oldest of them first. */
async function newest(api: Api, channel: string, count: number): Promise<Messages> {
  const found: Messages[number][] = []
  let query: Partial<HistoryQuery> | null = {}
  while (query !== null && found.length < count) {
    const page: AdapterHistoryPage = await api.history(channel, {
      ...query,
      limit: Math.min(count - found.length, pageSize),
    })
    found.push(...page.items)
    query = page.next
  }
  return found.toReversed()
}
