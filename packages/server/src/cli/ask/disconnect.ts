import type { Settled } from '../../settings/settle.ts'
import { Told } from './told.ts'

/** Ends the connections of a client. Resolves with the exit code. */
export async function runDisconnect(settled: Settled): Promise<number> {
  const told = new Told(settled, 'disconnect')
  const clientId = told.argument('clientId')
  const time = told.seconds('for')
  const api = await told.api()
  await api.disconnect(clientId, { reason: settled.text('reason') ?? undefined, for: time })
  return 0
}
