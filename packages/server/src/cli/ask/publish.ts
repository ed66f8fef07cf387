import type { Settled } from '../../settings/settle.ts'
import type { Terminal } from '../terminal.ts'
import { printLines } from './json-lines.ts'
import { Told } from './told.ts'

/** Publishes a message and prints its receipt. Resolves with the exit code. */
export async function runPublish(settled: Settled, terminal: Terminal): Promise<number> {
  const told = new Told(settled, 'publish')
  const channel = told.argument('channel')
  const content = told.json('content')
  const api = await told.api()
  const receipt = await api.publish(channel, settled.text('name') ?? 'message', content, {
    id: settled.text('id') ?? undefined,
    clientId: settled.text('as') ?? undefined,
    store: settled.isYes('noStore') ? false : undefined,
  })
  printLines(terminal, [receipt])
  return 0
}
