import { describe, expect, it } from 'vitest'
import type { ServerOptions } from '../../config.ts'
import type { ApiServer } from '../../testing/support/api-server.ts'
import { apiKey, startApiServer } from '../../testing/support/api-server.ts'
import type { HerenowProcess } from '../../testing/support/herenow-process.ts'
import { runHerenow } from '../../testing/support/herenow-process.ts'

const secret = 'a secret that nobody could guess: 7'

interface Asked extends Omit<ApiServer, 'lines'> {
  readonly run: (...words: string[]) => HerenowProcess
  /** The lines that a command prints, which must succeed. */
  readonly lines: (...words: string[]) => Promise<readonly unknown[]>
}

async function running(options: ServerOptions = {}): Promise<Asked> {
  const started = await startApiServer(options)
  const run = (...words: string[]): HerenowProcess =>
    runHerenow(words, { HERENOW_URL: started.url, HERENOW_API_KEY: apiKey })
  return {
    ...started,
    run,
    lines: async (...words) => {
      const { code, out, err } = await run(...words).exit()
      expect({ code, err }).toEqual({ code: 0, err: '' })
      return jsonLines(out)
    },
  }
}

function jsonLines(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
}

describe('herenow, asking a running server', () => {
  it('publishes, once under one id, and reads it back with the newest last', async () => {
    const { lines } = await running()
    const first = ['publish', 'a', '{"text":"hi"}', '--name', 'said', '--as', 'ana', '--id', 'one']
    expect(await lines(...first)).toMatchObject([{ id: 'one', position: { offset: 1 }, duplicate: false }])
    expect(await lines(...first)).toMatchObject([{ id: 'one', duplicate: true }])
    expect(await lines('publish', 'a', '"live"', '--no-store')).toMatchObject([{ position: null }])
    await lines('publish', 'a', '2')
    expect(await lines('history', 'a')).toMatchObject([
      { id: 'one', name: 'said', clientId: 'ana', data: { text: 'hi' } },
      { name: 'message', clientId: 'server', data: 2 },
    ])
    expect(await lines('history', 'a', '--limit', '1')).toMatchObject([{ data: 2 }])
  })

  it('reads more than a page of history', async () => {
    const { lines, server } = await running()
    for (let n = 0; n < 205; n += 1) await server.publish('a', 'n', n)
    const seen = await lines('history', 'a', '--limit', '203')
    expect(seen.map((message) => (message as { readonly data: unknown }).data)).toEqual(
      Array.from({ length: 203 }, (_, n) => n + 2),
    )
  })

  it('tells who is where, and puts somebody out', async () => {
    const { lines, client } = await running()
    const ana = await client({ clientId: 'ana' })
    for (const channel of ['a', 'b'])
      await ana.grant({ type: 'presence', channel, action: 'enter', state: { at: 'door' } })
    expect(await lines('here-now')).toEqual([
      { channel: 'a', occupancy: 1 },
      { channel: 'b', occupancy: 1 },
    ])
    expect(await lines('here-now', 'b', 'c', '--members')).toMatchObject([
      { channel: 'b', occupancy: 1, members: [{ clientId: 'ana', state: { at: 'door' } }] },
      { channel: 'c', occupancy: 0 },
    ])
    expect(await lines('disconnect', 'ana', '--reason', 'Be kind.', '--for', '1h')).toEqual([])
    expect((await ana.next('goodbye')).error).toMatchObject({ message: 'Be kind.', retryAfter: 3_600_000 })
    expect(await lines('disconnect', 'ana', '--for', '0')).toEqual([])
    expect((await client({ clientId: 'ana' })).welcome).toMatchObject({ clientId: 'ana' })
  })

  it.each([
    ['without auth', {}],
    ['with a secret', { auth: { secret } }],
  ])('follows a channel %s, from some of the newest messages on', async (_, options) => {
    const { run, server } = await running(options)
    for (const n of [1, 2, 3]) await server.publish('a', 'n', n)
    const tail = run('tail', 'a', '--limit', '2')
    await tail.printed(/"data":3/)
    await server.publish('a', 'said', 4)
    const { text } = await tail.printed(/"data":4/)
    expect(jsonLines(text)).toMatchObject([{ data: 2 }, { data: 3 }, { name: 'said', clientId: 'server', data: 4 }])
    tail.child.kill('SIGINT')
    expect(await tail.exit()).toMatchObject({ code: 0, err: '' })
  })

  it('goes on following when the server closes the connection, and ends when it puts the client out', async () => {
    const { run, server, call } = await running({ auth: { secret } })
    const tail = run('tail', 'a', '--limit', '1')
    await server.publish('a', 'n', 1)
    await tail.printed(/"data":1/)
    await call('refresh', { user: 'herenow-tail', expired: true })
    await server.publish('a', 'n', 2)
    await tail.printed(/"data":2/)
    await call('disconnect', { user: 'herenow-tail', reason: 'Enough.' })
    expect(await tail.exit()).toMatchObject({ code: 1, err: expect.stringContaining('Enough.') })
  })

  it('prints nothing of a message or an error that commands the terminal', async () => {
    const { run, lines, server } = await running({ auth: { secret } })
    const nasty = 'a\u0007\u001b[2J\u007f\u009b31m\u202eb\u2066\u2028\u0085c'
    const printable = /^[\n -~]*$/
    await server.publish('a', 'said', nasty, { info: { [nasty]: nasty } })
    const { out } = await run('history', 'a').exit()
    expect(out).toMatch(printable)
    expect(jsonLines(out)).toMatchObject([{ data: nasty, info: { [nasty]: nasty } }])
    const tail = run('tail', 'a', '--limit', '1')
    expect((await tail.printed(/"data"/)).text).toMatch(printable)
    await lines('disconnect', 'herenow-tail', '--reason', nasty)
    const { err } = await tail.exit()
    expect(err).toMatch(printable)
    expect(err).toContain('a\\x07\\x1b[2J\\x7f\\x9b31m\\u202eb')
  })

  it('ends without a word when nobody reads what it prints any more', async () => {
    const { run, server } = await running()
    await server.publish('a', 'n', 1)
    const tail = run('tail', 'a', '--limit', '1')
    await tail.printed(/"data":1/)
    tail.child.stdout?.destroy()
    await server.publish('a', 'n', 2)
    expect(await tail.exit()).toMatchObject({ code: 141, err: '' })
  })

  it('says when the connection is lost', async () => {
    const { run, server } = await running()
    const tail = run('tail', 'a', '--limit', '1')
    await server.publish('a', 'n', 1)
    await tail.printed(/"data":1/)
    await server.close()
    expect(jsonLines((await tail.printed(/"lost"/)).text).at(-1)).toEqual({ connection: 'lost' })
    tail.child.kill('SIGINT')
    expect(await tail.exit()).toMatchObject({ code: 0 })
  })

  it('says everything that is wrong at once', async () => {
    const words = ['disconnect', '--for', '1y', '--url', 'localhost:7070']
    const { code, out, err } = await runHerenow(words).exit()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('4 mistakes')
    for (const place of ['CLIENT', '--for 1y', '--url localhost:7070', 'HERENOW_API_KEY']) expect(err).toContain(place)
  })

  it.each([
    ['what isn’t JSON', ['publish', 'a', 'hello'], 2, '\'"hello"\''],
    ['a word too many', ['disconnect', 'ana', 'ben'], 2, 'Nothing is expected after "disconnect ana".'],
    ['no messages at all', ['history', 'a', '--limit', '0'], 2, 'Write 1 or more.'],
    ['a flag of another command', ['tail', 'a', '--as', 'ana'], 2, 'herenow publish'],
    ['a channel that can’t be', ['publish', 'a b', '1'], 1, 'a b'],
    ['nobody at that address', ['here-now', '--url', 'http://127.0.0.1:9'], 1, "http://127.0.0.1:9 can't be reached"],
  ])('refuses %s', async (_, words, status, text) => {
    const { run } = await running()
    const { code, out, err } = await run(...words).exit()
    expect({ code, out }).toEqual({ code: status, out: '' })
    expect(err).toContain(text)
  })

  it('says that the key is another one, and that tailing needs a server that is there', async () => {
    const { url } = await startApiServer()
    const other = await runHerenow(['here-now', '--url', url], { HERENOW_API_KEY: 'another-key-0123456789' }).exit()
    expect(other).toMatchObject({ code: 1, err: expect.stringMatching(/refused the key[\s\S]*`apiKey`/) })
    const nobody = await runHerenow(['tail', 'a', '--url', 'ws://127.0.0.1:9'], { HERENOW_API_KEY: apiKey }).exit()
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining("can't be reached") })
  })
})
