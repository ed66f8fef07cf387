import type { AdapterHistoryPage } from '@herenow/adapter'
import { createTestEnv, receivedMessage, scriptedAdapter, settled, silentLogger } from '@herenow/testing'
import { describe, expect, it } from 'vitest'
import { createClient } from '../client/create-client.ts'

const at = (offset: number, epoch = 'e') => ({ epoch, offset })
const more = { limit: 50, direction: 'backwards' } as const

/** A channel that is attached at offset 9 and has loaded 8 and 9. */
async function withFirstPage() {
  const world = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: world.env, log: silentLogger })
  const channel = client.channel('room')
  client.connection.connect()
  const { session } = adapter
  session.connected()
  channel.lease()
  session.attached('room', at(9))
  const answer = async (page: Partial<AdapterHistoryPage>): Promise<void> => {
    await settled()
    session.histories.at(-1)?.answer({ items: [], next: null, complete: true, ...page })
    await settled()
    await world.clock.advance(20)
  }
  const shown = (): readonly string[] => {
    const { messages, gaps } = channel.log.getState()
    const isMarked = (id: string | null): boolean => gaps.some(({ afterId }) => afterId === id)
    return [...(isMarked(null) ? ['…'] : []), ...messages.flatMap(({ id }) => (isMarked(id) ? [id, '…'] : [id]))]
  }
  void channel.log.load(2)
  await answer({ items: [receivedMessage(9), receivedMessage(8)], next: more })
  return { client, channel, session, log: channel.log, answer, shown }
}

describe('an older page', () => {
  it('that retention has shortened meanwhile is the last: no error, no repetition', async () => {
    const { log, session, answer, shown } = await withFirstPage()
    void log.fetchOlder(5)
    await answer({ items: [receivedMessage(7)] })
    expect([shown(), log.getState().hasOlder, log.getState().fetchOlderError]).toEqual([
      ['m7', 'm8', 'm9'],
      false,
      null,
    ])
    await log.fetchOlder(5)
    expect(session.histories).toHaveLength(2)
  })

  it('that retention has emptied meanwhile is the last, too', async () => {
    const { log, answer, shown } = await withFirstPage()
    void log.fetchOlder(5)
    await answer({})
    expect([shown(), log.getState().hasOlder, log.getState().fetchOlderError]).toEqual([['m8', 'm9'], false, null])
  })

  it('behind which messages are missing stands before a mark', async () => {
    const { log, answer, shown } = await withFirstPage()
    void log.fetchOlder(2)
    await answer({ items: [receivedMessage(5), receivedMessage(4)], next: more, complete: false })
    expect(shown()).toEqual(['m4', 'm5', '…', 'm8', 'm9'])
    void log.fetchOlder(2)
    await answer({ items: [receivedMessage(3)] })
    expect(shown()).toEqual(['m3', 'm4', 'm5', '…', 'm8', 'm9'])
  })

  it('ends the log with a mark where history was forgotten meanwhile: epochs never mix', async () => {
    const { log, session, answer, shown } = await withFirstPage()
    void log.fetchOlder(5)
    await answer({ complete: false })
    expect([shown(), log.getState().hasOlder]).toEqual([['…', 'm8', 'm9'], false])
    session.attached('room', at(1, 'f'))
    await answer({ items: [receivedMessage(1, { epoch: 'f', id: 'new' })] })
    expect(shown()).toEqual(['…', 'm8', 'm9', '…', 'new'])
  })
})

it('history goes on, page by page, after its channel was detached', async () => {
  const { channel, answer } = await withFirstPage()
  const reading = channel.history({ limit: 2 })
  await answer({ items: [receivedMessage(9), receivedMessage(8)], next: more })
  const page = await reading
  await channel.detach()
  const next = page.next()
  await answer({ items: [receivedMessage(7)] })
  expect((await next)?.items.map(({ id }) => id)).toEqual(['m7'])
})
