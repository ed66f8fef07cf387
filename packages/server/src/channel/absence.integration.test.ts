import { expect, it } from 'vitest'
import { idsOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

it.each([119, 121, 23 * 3_600])(
  'recovers by position after an absence of %d s, whatever the client called it',
  async (seconds) => {
    const { client, server, clock } = await startTestServer()
    const ana = await client({ clientId: 'ana' })
    const { epoch, offset } = await ana.result('attach', { type: 'attach', channel: 'room:a' })
    ana.socket.terminate()
    await ana.closed
    await server.publish('room:a', 'said', 1, { id: 'm1' })
    clock.advance(seconds * 1_000)
    await server.publish('room:a', 'said', 2, { id: 'm2' })
    const again = await client({ clientId: 'ana' })
    const since = { epoch, offset }
    expect(await again.result('attach', { type: 'attach', channel: 'room:a', since })).toMatchObject({
      recovered: true,
    })
    await again.until(() => idsOf(again, 'room:a').length === 2)
    expect(idsOf(again, 'room:a')).toEqual(['m1', 'm2'])
  },
)
