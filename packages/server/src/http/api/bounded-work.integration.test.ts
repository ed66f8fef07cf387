import { describe, expect, it } from 'vitest'
import { apiKey, startApiServer } from '../../testing/support/api-server.ts'

const headers = { 'X-API-Key': apiKey }

describe('work that a key can ask for', () => {
  it('stays small for a name of many parts that no method has', async () => {
    const { ask } = await startApiServer({ apiKey: [{ key: apiKey, methods: [] }] })
    const body = JSON.stringify({ method: `${'_user_'.repeat(150_000)}!` })
    expect((await ask('/api', { method: 'POST', headers, body })).status).toBe(400)
  })

  it.each(['batch', 'lines'])('ends where the answers of %s would be too many bytes', async (how) => {
    const { call, lines, server } = await startApiServer()
    for (let n = 0; n < 20; n += 1) await server.publish('room', 'said', 'x'.repeat(60_000))
    const params = { channel: 'room', limit: -1 }
    const commands = Array.from({ length: 40 }, () => ({ history: params }))
    const replies =
      how === 'batch'
        ? ((await call('batch', { commands })) as { replies: object[] }).replies
        : await lines(...commands.map(() => ({ method: 'history', params })))
    expect(replies).toHaveLength(40)
    expect(JSON.stringify(replies).length).toBeLessThan(34_000_000)
    expect(replies[0]).not.toHaveProperty('error')
    expect(replies.at(-1)).toMatchObject({ error: { code: 111 } })
  })

  it('ends where a history would be too many bytes', async () => {
    const { call, server } = await startApiServer()
    for (let n = 0; n < 600; n += 1) await server.publish('room', 'said', 'x'.repeat(60_000))
    expect(await call('history', { channel: 'room', limit: -1 })).toMatchObject({ error: { code: 111 } })
    expect(await call('history', { channel: 'room', limit: 100 })).not.toHaveProperty('error')
  })
})

it('keeps a client out for as long as one likes, and can tell it so', async () => {
  const { call, client } = await startApiServer()
  const ana = await client({ clientId: 'ana' })
  expect(await call('disconnect', { user: 'ana', for: 1e308 })).toMatchObject({ error: { code: 107 } })
  await ana.barrier()
  expect(await call('disconnect', { user: 'ana', for: 3_000_000_000 })).toEqual({ result: {} })
  expect((await ana.next('goodbye')).error).toMatchObject({ code: 'forbidden', retryAfter: 3_000_000_000_000 })
})
