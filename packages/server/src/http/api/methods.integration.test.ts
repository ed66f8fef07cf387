import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { startApiServer } from '../../testing/support/api-server.ts'
import { RawClient } from '../../testing/support/raw-client.ts'

const secret = '0123456789abcdef0123456789abcdef'

async function signedIn(url: string, clientId: string): Promise<RawClient> {
  const token = new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).setSubject(clientId)
  const client = new RawClient(url)
  await client.hello({ token: await token.sign(new TextEncoder().encode(secret)) })
  return client
}

describe('publish and broadcast', () => {
  it('reach clients under the name "message" and an id of the server unless told otherwise', async () => {
    const { call, client } = await startApiServer()
    const ana = await client()
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'room:a' })
    expect(await call('publish', { channel: 'room:a', data: { text: 'é' } })).toEqual({ result: { offset: 1, epoch } })
    const more = {
      name: 'said',
      idempotency_key: 'once',
      tags: { a: 'b' },
      client_id: 'bot',
      info: { name: 'Bot' },
    }
    expect(await call('publish', { channel: 'room:a', data: null, ...more })).toEqual({ result: { offset: 2, epoch } })
    expect(await call('publish', { channel: 'room:a', data: 2, ...more })).toEqual({ result: { offset: 2, epoch } })
    await ana.barrier()
    expect(ana.all('message').map(({ message }) => message)).toMatchObject([
      { name: 'message', clientId: 'server', data: { text: 'é' }, id: expect.stringMatching(/^\S{10,}$/) },
      { name: 'said', clientId: 'bot', info: { name: 'Bot' }, data: null, id: 'once', meta: { a: 'b' } },
    ])
  })

  it('leave no position where nothing is kept', async () => {
    const { call } = await startApiServer({ rules: { 'plain:*': { history: false } } })
    expect(await call('publish', { channel: 'plain:a', data: 1 })).toEqual({ result: {} })
    expect(await call('publish', { channel: 'room:a', data: 1, skip_history: true })).toEqual({ result: {} })
  })

  it('tell for each channel what became of it', async () => {
    const { call } = await startApiServer()
    expect(await call('broadcast', { channels: ['room:a', 'a b', 'room:b'], data: 1 })).toMatchObject({
      result: { responses: [{ result: { offset: 1 } }, { error: { code: 107 } }, { result: { offset: 1 } }] },
    })
    expect(await call('broadcast', { channels: [], data: 1 })).toMatchObject({ error: { code: 107 } })
  })

  it('refuse what there is not: binary data, versions, and the id of another publisher', async () => {
    const { call, client } = await startApiServer()
    expect(await call('publish', { channel: 'a', data: 1, b64data: 'AA==' })).toMatchObject({ error: { code: 108 } })
    expect(await call('publish', { channel: 'a', data: 1, version: 3 })).toMatchObject({ error: { code: 108 } })
    const ana = await client()
    await ana.grant({ type: 'publish', channel: 'a', messages: [{ id: 'mine', name: 'n', data: 1 }] })
    const foreign = { channel: 'a', data: 1, idempotency_key: 'mine' }
    expect(await call('publish', foreign)).toMatchObject({ error: { code: 113 } })
  })
})

describe('history', () => {
  it('reads from either end, from a position on, and only the position without a limit', async () => {
    const { call } = await startApiServer()
    for (let n = 1; n <= 5; n += 1) await call('publish', { channel: 'a', data: n })
    const read = async (params: object): Promise<unknown> => {
      const { result } = (await call('history', { channel: 'a', ...params })) as {
        result: { publications: { data: number }[]; epoch: string; offset: number }
      }
      expect(result).toMatchObject({ offset: 5, epoch: expect.stringMatching(/./) })
      return result.publications.map(({ data }) => data)
    }
    const { result: at } = await call('history', { channel: 'a' })
    const { epoch } = at as { epoch: string }
    expect(await read({})).toEqual([])
    expect(await read({ limit: 2 })).toEqual([1, 2])
    expect(await read({ limit: -1 })).toEqual([1, 2, 3, 4, 5])
    expect(await read({ limit: 2, reverse: true })).toEqual([5, 4])
    expect(await read({ limit: 10, since: { offset: 3, epoch } })).toEqual([4, 5])
    expect(await read({ limit: 10, since: { offset: 3, epoch }, reverse: true })).toEqual([2, 1])
    expect(await read({ limit: 10, since: { offset: 3 } })).toEqual([4, 5])
    expect(await read({ limit: 10, since: { offset: 9, epoch } })).toEqual([])
    for (const limit of [0, 10]) {
      const foreign = { channel: 'a', limit, since: { offset: 3, epoch: 'other' } }
      expect(await call('history', foreign)).toMatchObject({ error: { code: 112 } })
    }
  })

  it('reads many pages, and tells publisher and tags as other servers do', async () => {
    const { call, client, server } = await startApiServer()
    const ana = await client({ clientId: 'ana', info: { name: 'Ana' } })
    for (let n = 0; n < 450; n += 1) await server.publish('a', 'n', n)
    await ana.grant({
      type: 'publish',
      channel: 'a',
      messages: [{ id: 'x', name: 'n', data: 'last', meta: { color: 'red' } }],
    })
    const { result } = await call('history', { channel: 'a', limit: -1 })
    const { publications } = result as { publications: readonly object[] }
    expect(publications).toHaveLength(451)
    expect(publications[0]).toEqual({ data: 0, offset: 1 })
    expect(publications[450]).toEqual({
      data: 'last',
      offset: 451,
      info: { user: 'ana', client: ana.welcome.connectionId, conn_info: { name: 'Ana' } },
      tags: { color: 'red' },
    })
  })

  it('is forgotten on request: who reads on sees by the offsets what is missing', async () => {
    const { call } = await startApiServer()
    for (const data of [1, 2]) await call('publish', { channel: 'a', data })
    const { result } = await call('history', { channel: 'a' })
    expect(await call('history_remove', { channel: 'a' })).toEqual({ result: {} })
    expect(await call('history', { channel: 'a', limit: 5 })).toEqual({ result: { ...(result as object) } })
    await call('publish', { channel: 'a', data: 3 })
    const since = { epoch: (result as { epoch: string }).epoch, offset: 1 }
    expect(await call('history', { channel: 'a', limit: 5, since })).toMatchObject({
      result: { publications: [{ offset: 3, data: 3 }], offset: 3 },
    })
  })

  it('loses one message on request, and everything else stays', async () => {
    const { call } = await startApiServer()
    for (const id of ['one', 'two', 'three']) await call('publish', { channel: 'a', data: id, idempotency_key: id })
    const removal = { channel: 'a', id: 'two' }
    expect(await call('message_remove', removal)).toEqual({ result: { removed: true } })
    expect(await call('message_remove', removal)).toEqual({ result: { removed: false } })
    expect(await call('history', { channel: 'a', limit: 5 })).toMatchObject({
      result: {
        publications: [
          { offset: 1, data: 'one' },
          { offset: 3, data: 'three' },
        ],
        offset: 3,
      },
    })
    for (const id of ['', 7, null, undefined, 'x'.repeat(200)]) {
      expect(await call('message_remove', { channel: 'a', id })).toMatchObject({ error: { code: 107 } })
    }
  })

  it('is not available where none is kept', async () => {
    const { call } = await startApiServer({ rules: { 'plain:*': { history: false, presence: false } } })
    for (const method of ['history', 'history_remove', 'message_remove', 'presence', 'presence_stats']) {
      expect(await call(method, { channel: 'plain:a', id: 'a' }), method).toMatchObject({ error: { code: 108 } })
    }
  })
})

describe('presence and channels', () => {
  it('tell who is present by connection, and how many', async () => {
    const { call, client } = await startApiServer()
    const info = { name: 'Ana' }
    const [first, second] = [await client({ clientId: 'ana', info }), await client({ clientId: 'ana' })]
    await first.grant({ type: 'presence', channel: '__proto__', action: 'enter', state: { typing: true } })
    await second.grant({ type: 'presence', channel: '__proto__', action: 'enter' })
    const [one, two] = [first.welcome.connectionId, second.welcome.connectionId]
    expect(await call('presence', { channel: '__proto__' })).toEqual({
      result: {
        presence: {
          [one]: { user: 'ana', client: one, conn_info: info, chan_info: { typing: true } },
          [two]: { user: 'ana', client: two },
        },
      },
    })
    expect(await call('presence_stats', { channel: '__proto__' })).toEqual({ result: { num_clients: 2, num_users: 1 } })
    expect(await call('presence', { channel: 'empty' })).toEqual({ result: { presence: {} } })
    await first.grant({ type: 'attach', channel: 'room:a' })
    await second.grant({ type: 'attach', channel: 'room:a' })
    const { result } = await call('channels', {})
    expect(Object.entries((result as { channels: object }).channels)).toEqual([
      ['room:a', { num_clients: 2 }],
      ['__proto__', {}],
    ])
    expect(await call('channels', { pattern: 'room:*' })).toEqual({
      result: { channels: { 'room:a': { num_clients: 2 } } },
    })
    expect(await call('channels', { pattern: '{a,b}' })).toMatchObject({ error: { code: 108 } })
    expect(await call('info')).toMatchObject({
      result: { nodes: [{ num_clients: 2, num_users: 1, num_subs: 2, num_channels: 1, metrics: { interval: 10 } }] },
    })
  })
})

describe('clients', () => {
  it('are put out, all or one connection, with a reason and for a time', async () => {
    const { call, client, server } = await startApiServer()
    const [first, second, third] = [
      await client({ clientId: 'ana' }),
      await client({ clientId: 'ana' }),
      await client({ clientId: 'ana' }),
    ]
    const { connectionId } = first.welcome
    expect(await call('disconnect', { user: 'ana', client: connectionId })).toEqual({ result: {} })
    expect(await first.closed).toMatchObject({ code: 4007 })
    const whitelist = [third.welcome.connectionId]
    await call('disconnect', { user: 'ana', whitelist, disconnect: { code: 4501, reason: 'Be kind.' } })
    expect((await second.next('goodbye')).error).toMatchObject({ message: 'Be kind.' })
    expect(server.info().connections).toBe(1)
    await call('disconnect', { user: 'ana', reason: 'Enough.', for: 60 })
    expect((await third.next('goodbye')).error).toMatchObject({ message: 'Enough.', retryAfter: 60_000 })
    expect(await call('disconnect', { user: 'nobody' })).toEqual({ result: {} })
    expect(await call('disconnect', { user: 'ana', for: -1 })).toMatchObject({ error: { code: 107 } })
  })

  it('are put out of one channel or of all', async () => {
    const { call, client } = await startApiServer()
    const ana = await client({ clientId: 'ana' })
    for (const channel of ['a', 'b', 'c']) await ana.grant({ type: 'attach', channel })
    expect(await call('unsubscribe', { user: 'ana', channel: 'a' })).toEqual({ result: {} })
    expect(await ana.next('detached')).toMatchObject({ channel: 'a', resumable: false })
    await call('unsubscribe', { user: 'ana', channel: '', client: 'another' })
    await call('unsubscribe', { user: 'ana', channel: '' })
    await ana.barrier()
    expect(ana.all('detached').map(({ channel }) => channel)).toEqual(['b', 'c'])
  })

  it('can not be made to attach: that is said, where it is not so already', async () => {
    const { call, client } = await startApiServer()
    const ana = await client({ clientId: 'ana' })
    expect(await call('subscribe', { user: 'nobody', channel: 'a' })).toEqual({ result: {} })
    expect(await call('subscribe', { user: 'ana', channel: 'a' })).toMatchObject({ error: { code: 108 } })
    await ana.grant({ type: 'attach', channel: 'a' })
    expect(await call('subscribe', { user: 'ana', channel: 'a' })).toEqual({ result: {} })
  })

  it('are told that their token has ended, at once or when the time comes', async () => {
    const { call, url, clock } = await startApiServer({ auth: { secret } })
    const [ana, bob] = [await signedIn(url, 'ana'), await signedIn(url, 'bob')]
    expect(await call('refresh', { user: 'ana', expired: true })).toEqual({ result: {} })
    clock.advance(1)
    expect(await ana.closed).toMatchObject({ code: 4002 })
    await call('refresh', { user: 'bob', expire_at: Math.ceil(clock.date() / 1_000) + 10 })
    await bob.barrier()
    clock.advance(11_000)
    expect(await bob.closed).toMatchObject({ code: 4002 })
  })

  it('are shown with another info from then on', async () => {
    const { call, client, server } = await startApiServer()
    const ana = await client({ clientId: 'ana', info: { name: 'Ana' } })
    await ana.grant({ type: 'presence', channel: 'a', action: 'enter' })
    expect(await call('refresh', { user: 'ana', info: { name: 'Anna' } })).toEqual({ result: {} })
    expect(await server.presence('a')).toMatchObject([{ info: { name: 'Anna' } }])
    expect(await call('refresh', { user: 'ana', expired: true })).toMatchObject({ error: { code: 108 } })
  })
})

describe('revoke', () => {
  const hourAgo = 1_800_000_000 - 3_600

  it('refuses tokens and ends their connections, by client, id and time in seconds', async () => {
    const { call, url } = await startApiServer({ auth: { secret } })
    const [ana, bob] = [await signedIn(url, 'ana'), await signedIn(url, 'bob')]
    expect(await call('revoke', { token_id: 'another' })).toEqual({ result: { ended: 0 } })
    expect(await call('revoke', { user: 'ana', token_id: 'another', issued_before: hourAgo, keep_for: 60 })).toEqual({
      result: { ended: 0 },
    })
    expect(await call('revoke', { user: 'ana' })).toEqual({ result: { ended: 1 } })
    expect(await ana.closed).toMatchObject({ code: 4001 })
    await bob.barrier()
    expect(await call('revoke', { issued_before: hourAgo })).toEqual({ result: { ended: 1 } })
    expect(await bob.closed).toMatchObject({ code: 4001 })
  })

  it.each([
    ['an empty client, which would mean everybody', { user: '', issued_before: hourAgo }],
    ['no client, which would mean everybody', { user: null, issued_before: hourAgo }],
    ['an empty token id', { user: 'ana', token_id: '' }],
    ['nothing', {}],
    ['milliseconds', { issued_before: hourAgo * 1_000 }],
    ['no time', { user: 'ana', keep_for: 0 }],
  ])('refuses %s', async (_, params) => {
    const { call, url } = await startApiServer({ auth: { secret } })
    const ana = await signedIn(url, 'ana')
    expect(await call('revoke', params)).toMatchObject({ error: { code: 107 } })
    await ana.barrier()
  })

  it('is not available without auth', async () => {
    const { call } = await startApiServer()
    expect(await call('revoke', { user: 'ana' })).toMatchObject({ error: { code: 108 } })
  })
})

describe('token', () => {
  it('signs a token that the server itself takes, with what the client may do and for how long', async () => {
    const { call, client } = await startApiServer({ auth: { secret, issuer: 'me', audience: 'chat' } })
    const capabilities = { 'room:*': ['subscribe'] }
    const info = { name: 'Ana' }
    const { result } = await call('token', { user: 'ana', capabilities, info, expires_in: '15m' })
    const { token } = result as { readonly token: string }
    const ana = await client({ token })
    expect(ana.welcome).toMatchObject({ clientId: 'ana', info, tokenExpiresIn: 900_000 })
    await ana.grant({ type: 'attach', channel: 'room:a' })
    expect(await ana.code({ type: 'attach', channel: 'news' })).toBe('forbidden')
  })

  it.each([
    ['no client', {}],
    ['an empty client', { user: '' }],
    ['capabilities that are null, which would mean everything', { user: 'ana', capabilities: null }],
    ['an action that there is not', { user: 'ana', capabilities: { a: ['subscrbe'] } }],
    ['a time that is none', { user: 'ana', expires_in: 'soon' }],
  ])('refuses %s', async (_, params) => {
    const { call } = await startApiServer({ auth: { secret } })
    expect(await call('token', params)).toMatchObject({ error: { code: 107 } })
  })

  it('is not available without a secret to sign with', async () => {
    const { call } = await startApiServer()
    expect(await call('token', { user: 'ana' })).toMatchObject({ error: { code: 108 } })
    const other = await startApiServer({ auth: { verify: () => ({ clientId: 'ana' }) } })
    expect(await other.call('token', { user: 'ana' })).toMatchObject({ error: { code: 108 } })
  })
})

describe('many at once', () => {
  it('runs a batch in order, and answers each command for itself', async () => {
    const { call } = await startApiServer()
    const publish = (data: number): object => ({ publish: { channel: 'a', data } })
    const commands = [
      publish(1),
      { nothing: {} },
      publish(2),
      {},
      { batch: {} },
      { history: { channel: 'a', limit: 9 } },
    ]
    for (const parallel of [false, true]) {
      // Of all methods this one alone answers without a `result` around it.
      expect(await call('batch', { commands, parallel })).toMatchObject({
        replies: [
          { publish: { epoch: expect.any(String) } },
          { error: { code: 104 } },
          { publish: {} },
          { error: { code: 104 } },
          { error: { code: 104 } },
          { history: { publications: expect.any(Array) } },
        ],
      })
    }
    expect(await call('batch', {})).toEqual({ replies: [] })
    for (const wrong of [{ commands: 5 }, { commands: Array.from({ length: 10_001 }, () => ({ info: {} })) }]) {
      expect(await call('batch', wrong)).toMatchObject({ error: { code: 107 } })
    }
  })

  it('runs lines in order, by name in any case or by number, and echoes ids', async () => {
    const { lines } = await startApiServer()
    const params = { channel: 'a', data: 'x' }
    const answers = await lines(
      { id: 7, method: 'publish', params },
      { method: 'PUBLISH', params },
      { params },
      { method: 6, params: { channel: 'a' } },
      { method: 'info' },
      { method: 'presence' },
      { method: 'rpc', params: {} },
      { method: 'publish', params: [] },
    )
    expect(answers).toMatchObject([
      { id: 7, result: { offset: 1 } },
      { result: { offset: 2 } },
      { result: { offset: 3 } },
      { result: { offset: 3, publications: [] } },
      { result: { nodes: [{}] } },
      { error: { code: 107 } },
      { error: { code: 104 } },
      { error: { code: 107 } },
    ])
    expect(answers[1]).not.toHaveProperty('id')
  })

  it('takes one command over many lines', async () => {
    const { ask } = await startApiServer()
    const headers = { Authorization: 'apikey test-key-0123456789' }
    const answer = await ask('/api', { method: 'POST', headers, body: '{\n  "method": "channels"\n}\n' })
    expect(await answer.json()).toMatchObject({ error: { code: 107 } })
  })

  it.each([
    ['an array', '[]'],
    ['a method that nobody has', '{"method":"publsh","params":{}}'],
    ['a number of no method', '{"method":99,"params":{}}'],
    ['a second line that is broken', '{"method":"publish","params":{"channel":"a","data":1}}\n{'],
  ])('refuses all lines for %s, and runs none', async (_, body) => {
    const { ask, server } = await startApiServer()
    const headers = { Authorization: 'apikey test-key-0123456789' }
    const answer = await ask('/api', { method: 'POST', headers, body })
    expect([answer.status, await answer.text()]).toEqual([400, 'Bad Request'])
    expect((await server.history('a')).items).toEqual([])
  })

  it('keeps the order of a thousand lines', async () => {
    const { lines, server } = await startApiServer()
    const commands = Array.from({ length: 1_000 }, (_, data) => ({ method: 'publish', params: { channel: 'a', data } }))
    expect(await lines(...commands)).toHaveLength(1_000)
    const page = await server.history('a', { limit: 200, direction: 'forwards' })
    expect(page.items.map(({ data }) => data)).toEqual(Array.from({ length: 200 }, (_, n) => n))
  })
})
