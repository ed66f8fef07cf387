import { describe, expect, it } from 'vitest'
import { startApiServer } from '../testing/support/api-server.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import type { RequestFields } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import type { VerifiedToken } from './auth.ts'
import type { Authorize } from './authorize.ts'

/** Tokens are `ana:role`. */
const auth = {
  verify(token: string): VerifiedToken {
    const [clientId = '', role = ''] = token.split(':')
    return { clientId, info: { role } }
  },
}
const onlyOwners: Authorize = ({ client: { info } }) => ({ allowed: info?.['role'] === 'owner', seconds: 3_600 })
const watch = { type: 'watch', channels: ['room'] } as const

describe('answers of authorize', () => {
  it('count for the client as it was told: with another token everything is asked again', async () => {
    const { client } = await startTestServer({ auth, authorize: onlyOwners })
    const ana = await client({ token: 'ana:owner' })
    await ana.grant(publishOf('room', 'a'))
    await ana.grant({ type: 'token', token: 'ana:guest' })
    expect(await ana.code(publishOf('room', 'b'))).toBe('forbidden')
    await ana.grant({ type: 'token', token: 'ana:owner' })
    await ana.grant(publishOf('room', 'c'))
  })

  it('that are on their way when another token comes don’t count', async () => {
    const answers: (() => void)[] = []
    const authorize: Authorize = async (question) => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return onlyOwners(question)
    }
    const { client } = await startTestServer({ auth, authorize })
    const ana = await client({ token: 'ana:owner' })
    ana.send({ type: 'attach', id: 1, channel: 'room' })
    await ana.untilServer(() => answers.length === 1)
    await ana.grant({ type: 'token', token: 'ana:guest' })
    answers.shift()?.()
    await ana.untilServer(() => answers.length === 1)
    answers.shift()?.()
    expect(await ana.answer(1)).toMatchObject({ error: { code: 'forbidden' } })
  })

  it('are not those of somebody who resumes with another token', async () => {
    const { client, server } = await startTestServer({ auth, authorize: onlyOwners })
    const [ana, ben] = [await client({ token: 'ana:owner' }), await client({ token: 'ben:owner' })]
    await ana.grant({ type: 'presence', channel: 'room', action: 'enter' })
    await ana.grant(publishOf('room', 'a'))
    ana.socket.terminate()
    await ben.untilServer(() => server.info().connections === 1)
    const again = await client({ token: 'ana:guest', resumeKey: ana.welcome.resumeKey })
    expect(again.welcome.resumed).toBe(true)
    expect(await again.code(publishOf('room', 'b'))).toBe('forbidden')
    await again.next('presence-denied')
    expect(await server.presence('room')).toEqual([])
  })

  it('are not those from before the API said something else of the client', async () => {
    const { client, call } = await startApiServer({ auth, authorize: onlyOwners })
    const ana = await client({ token: 'ana:owner' })
    await ana.grant({ type: 'attach', channel: 'room' })
    await call('refresh', { user: 'ana', info: { role: 'guest' } })
    expect(await ana.next('detached')).toMatchObject({ channel: 'room', error: { code: 'forbidden' } })
    expect(await ana.code(publishOf('room', 'b'))).toBe('forbidden')
  })

  it.each(['named', 'all'])('are asked for again while somebody watches channels, %s', async (how) => {
    let allowed = true
    const { client, clock, server } = await startTestServer({
      authorize: ({ client: { clientId } }) => ({ allowed: clientId === 'ben' || allowed, seconds: 5 }),
    })
    const [ana, ben] = [await client({ clientId: 'ana' }), await client({ clientId: 'ben' })]
    await ana.grant(watch)
    if (how === 'all') await ana.grant({ type: 'watch', all: true })
    allowed = false
    clock.advance(5_000)
    await ana.barrier()
    await ana.barrier()
    const before = ana.all('occupancy').length
    await ben.grant({ type: 'presence', channel: 'room', action: 'enter' })
    clock.advance(1_000)
    await ana.barrier()
    expect(ana.all('occupancy')).toHaveLength(before)
    expect(await server.presence('room')).toHaveLength(1)
  })

  it.each<[string, RequestFields[]]>([
    [
      'that were given before it was attached',
      [
        { type: 'attach', channel: 'short' },
        { type: 'detach', channel: 'short' },
      ],
    ],
    ['beside others that count longer', []],
  ])('%s are asked for again after their own time', async (_, before) => {
    let allowed = true
    const { client, clock } = await startTestServer({
      authorize: ({ channel }) => (channel === 'short' ? { allowed, seconds: 5 } : { allowed: true, seconds: 3_600 }),
    })
    const ana = await client()
    for (const request of before) await ana.grant(request)
    await ana.grant({ type: 'attach', channel: 'long' })
    await ana.grant({ type: 'attach', channel: 'short' })
    allowed = false
    clock.advance(5_000)
    expect(await ana.next('detached')).toMatchObject({ channel: 'short', error: { code: 'forbidden' } })
  })

  it('that were given for a look are asked for again where presence began with them', async () => {
    let allowed = true
    const { client, clock, server } = await startTestServer({ authorize: () => ({ allowed, seconds: 5 }) })
    const ana = await client()
    await ana.grant({ type: 'presence-get', channel: 'room' })
    await ana.grant({ type: 'presence', channel: 'room', action: 'enter' })
    allowed = false
    clock.advance(5_000)
    await ana.next('presence-denied')
    expect(await server.presence('room')).toEqual([])
  })

  it('are asked for again before they count for a list of all channels', async () => {
    let allowed = true
    const { client, clock } = await startTestServer({
      authorize: ({ client: { clientId } }) => ({ allowed: clientId === 'ben' || allowed, seconds: 5 }),
    })
    const [ana, ben] = [await client({ clientId: 'ana' }), await client({ clientId: 'ben' })]
    await ben.grant({ type: 'presence', channel: 'room', action: 'enter' })
    await ana.grant({ type: 'here-now', channels: ['room'] })
    expect(await ana.result('hereNow', { type: 'here-now' })).toMatchObject({ totalChannels: 1 })
    allowed = false
    clock.advance(5_000)
    expect(await ana.result('hereNow', { type: 'here-now' })).toMatchObject({ totalChannels: 0, channels: [] })
  })
})

it('keeps no ping waiting for authorize: a client that hears nothing takes its connection for lost', async () => {
  const { client } = await startTestServer({ authorize: () => new Promise(() => {}) })
  const ana = await client()
  ana.send({ type: 'here-now', id: 1, channels: ['room'] }, { type: 'ping', id: 2 })
  expect((await ana.answer(2)).type).toBe('ok')
  expect(ana.received.some((item) => item.type === 'ok' && item.id === 1)).toBe(false)
})
