import { once } from 'node:events'
import { existsSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { HerenowProcess } from '../testing/support/herenow-process.ts'
import { runHerenow } from '../testing/support/herenow-process.ts'
import { apiKey } from '../testing/support/api-server.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'
import { signToken } from '../token/sign-token.ts'

const secret = 'a secret that nobody could guess: 7'

/** A folder with these files, in which packages of this repository are installed. */
function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(temporaryFolder())
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(folder, 'node_modules'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** Starts `herenow serve` in a folder. */
function serve(folder: string, args: readonly string[] = [], environment: Record<string, string> = {}): HerenowProcess {
  return runHerenow(['serve', ...args], { HERENOW_PORT: '0', ...environment }, folder)
}

/** The address in the log, which has it in quotes. */
async function addressOf(running: HerenowProcess): Promise<string> {
  return (await running.url()).split('"')[0] ?? ''
}

async function stop({ child, exit }: HerenowProcess): ReturnType<HerenowProcess['exit']> {
  child.kill('SIGTERM')
  return exit()
}

const messagesIn = (out: string): unknown[] =>
  out
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg)

describe('herenow serve', () => {
  it('serves clients with tokens, keeps their messages over a restart, logs JSON and stops cleanly', async () => {
    const folder = folderWith()
    for (const offset of [1, 2]) {
      const running = serve(folder, [], { HERENOW_TOKEN_SECRET: secret })
      const address = await addressOf(running)
      const stranger = new RawClient(address)
      await stranger.opened()
      stranger.send({ type: 'hello', version: 1 })
      await stranger.closed
      expect(stranger.received).toMatchObject([{ type: 'goodbye', error: { code: 'unauthorized' } }])
      const client = new RawClient(address)
      await client.hello({ token: await signToken({ secret, clientId: 'ana' }) })
      await client.grant(publishOf('room:a', `m${offset}`))
      expect(await client.result('attach', { type: 'attach', channel: 'room:a' })).toMatchObject({ offset })
      const { code, out, err } = await stop(running)
      expect(client.all('goodbye')).toMatchObject([{ error: { retryable: true } }])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(messagesIn(out)).toEqual([
        'Herenow listens',
        'A client was not let in: This server wants a token.',
        'Stopping: clients are told when to come back',
        'Stopped',
      ])
      expect(out).toContain(join(folder, 'herenow-data/herenow.db'))
      expect(out).not.toContain(secret)
    }
  })

  it('keeps nothing with --memory, and warns of a server without auth', async () => {
    const folder = folderWith()
    const running = serve(folder, ['--memory'])
    await addressOf(running)
    const { out } = await stop(running)
    expect(messagesIn(out)[1]).toContain('Without auth everybody')
    expect(existsSync(join(folder, 'herenow-data'))).toBe(false)
  })

  it.each([
    [
      'herenow.config.ts',
      `import { defineConfig } from '@herenow/server'\nconst port: number = 0\nexport default defineConfig({ port, `,
      ' })',
    ],
    ['herenow.config.mjs', 'export default { port: 0, ', ' }'],
    ['herenow.config.js', 'module.exports = { port: 0, ', ' }'],
  ])('finds %s in its folder, where paths in it start', async (name, start, end) => {
    const said = `data: 'kept', readyFile: 'ready.json', auth: { secretFile: 'secret.txt' }, rules: { 'news:*': { publish: false } }`
    const folder = folderWith({ [name]: `${start}${said}${end}`, 'secret.txt': `${secret}\n` })
    const running = runHerenow(['serve'], {}, folder)
    const client = new RawClient(await addressOf(running))
    await client.hello({ token: await signToken({ secret, clientId: 'ana' }) })
    await client.grant(publishOf('room:a', 'm1'))
    expect(await client.code(publishOf('news:a', 'm2'))).toBe('forbidden')
    expect(JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8'))).toMatchObject({ pid: running.child.pid })
    expect(await stop(running)).toMatchObject({ code: 0, err: '' })
    expect(existsSync(join(folder, 'kept/herenow.db'))).toBe(true)
  })

  it('tells functions of a program what happens, and lets them finish before it stops', async () => {
    const functions = `onConnect: ({ clientId }) => appendFileSync('heard.txt', clientId + ' connect\\n'),
      onChannel: ({ channel, state }) => appendFileSync('heard.txt', channel + ' ' + state + '\\n'),
      onDisconnect: async ({ clientId, reason }) => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        appendFileSync('heard.txt', clientId + ' ' + reason + '\\n')
      }`
    const start = `import { appendFileSync } from 'node:fs'\nexport default { port: 0, memory: true,`
    const folder = folderWith({ 'herenow.config.mjs': `${start} ${functions} }` })
    const running = runHerenow(['serve'], {}, folder)
    const client = new RawClient(await addressOf(running))
    await client.hello({ clientId: 'ana' })
    await client.grant({ type: 'attach', channel: 'room' })
    expect(await stop(running)).toMatchObject({ code: 0 })
    expect(readFileSync(join(folder, 'heard.txt'), 'utf8')).toBe('ana connect\nroom occupied\nana stopped\n')
  })

  it('has the key of its API from a file, and says what that takes the place of', async () => {
    const folder = folderWith({
      'herenow.config.mjs': `export default { port: 0, apiKey: 'the key of before' }`,
      key: `${apiKey}\n`,
    })
    const running = runHerenow(['serve', '--memory', '--api-key-file', 'key'], {}, folder)
    const httpUrl = (await addressOf(running)).replace('ws', 'http')
    const statusOf = async (key: string): Promise<number> =>
      (await fetch(`${httpUrl}/api/info`, { method: 'POST', body: '{}', headers: { 'X-API-Key': key } })).status
    expect([await statusOf(apiKey), await statusOf('the key of before')]).toEqual([200, 401])
    const asked = runHerenow(['here-now'], { HERENOW_URL: httpUrl, HERENOW_API_KEY_FILE: 'key' }, folder)
    expect(await asked.exit()).toMatchObject({ code: 0, err: '' })
    expect((await stop(running)).out).toContain('--api-key-file key holds in place of herenow.config.mjs (apiKey)')
  })

  it('takes functions of a program: who a client is, and what it may do', async () => {
    const functions = `authenticate: ({ token }) => token === 'open sesame' ? { clientId: 'ana' } : null,
      authorize: ({ channel }) => channel !== 'secret'`
    const folder = folderWith({ 'herenow.config.mjs': `export default { port: 0, path: '/realtime', ${functions} }` })
    const running = serve(folder, ['--memory', '--host', '0.0.0.0'])
    const client = new RawClient((await addressOf(running)).replace('0.0.0.0', '127.0.0.1'))
    expect(await client.hello({ token: 'open sesame' })).toMatchObject({ clientId: 'ana' })
    await client.grant(publishOf('room:a', 'm1'))
    expect(await client.code(publishOf('secret', 'm2'))).toBe('forbidden')
    const { code, out } = await stop(running)
    expect(code).toBe(0)
    expect(out).not.toContain('Without auth')
  })

  it('ends also when a configuration has opened something that runs on', async () => {
    const opened = 'setInterval(() => {}, 1_000)\n'
    const folder = folderWith({ 'herenow.config.mjs': `${opened}export default { port: 0, memory: true }` })
    const running = serve(folder)
    await addressOf(running)
    expect(await stop(running)).toMatchObject({ code: 0 })
    expect(await serve(folder, ['--port', 'http']).exit()).toMatchObject({ code: 2 })
  })

  it('shares its configuration with herenow dev only when that one is told to read it', async () => {
    const config = { rules: { 'news:*': { publish: false } }, memory: true }
    const folder = folderWith({ 'herenow.config.json': JSON.stringify(config) })
    for (const [args, code] of [
      [['--config', 'herenow.config.json'], 'forbidden'],
      [[], 'ok'],
    ] as const) {
      const running = runHerenow(['dev', '--port', '0', ...args], {}, folder)
      const client = new RawClient(await running.url())
      await client.hello()
      const answer = await client.ask(publishOf('news:a', 'm1'))
      expect(answer.type === 'ok' ? 'ok' : answer.error.code).toBe(code)
      expect(await stop(running)).toMatchObject({ code: 0 })
    }
  })

  it('lets flags win over the environment, and both over the file', async () => {
    const config = { memory: true, logLevel: 'error', origins: ['https://file.example'], readyFile: 'from-file' }
    const folder = folderWith({ 'herenow.config.json': JSON.stringify(config) })
    const running = serve(folder, ['--ready-file', 'from-flag'], {
      HERENOW_READY_FILE: 'from-variable',
      HERENOW_LOG_LEVEL: 'info',
      HERENOW_ORIGINS: 'https://variable.example',
    })
    const address = await addressOf(running)
    await new RawClient(address, { origin: 'https://variable.example' }).hello()
    const refused = new RawClient(address, { origin: 'https://file.example' })
    await refused.closed
    expect(['from-file', 'from-variable', 'from-flag'].map((name) => existsSync(join(folder, name)))).toEqual([
      false,
      false,
      true,
    ])
    await stop(running)
  })

  it('prints all five mistakes of a configuration, each with its place and what to do', async () => {
    const folder = folderWith({
      'herenow.config.json': `{
  "prot": 7070,
  "host": "0.0.0.0",
  "origins": ["https://app.example", "app.example"],
  "limits": { "messageBytes": "1 MB" },
  "rules": { "room:*": { "history": { "messages": -1 } } }
}`,
    })
    const { code, out, err } = await serve(folder).exit()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe(`herenow: 5 mistakes, so nothing was done.

herenow.config.json:2:3 (prot)
  Unknown option "prot".
  Did you mean port? Known: port, host, socket, path, tls, origins, trustedProxies, data, memory, engine, newEpoch, durability, auth, authenticate, authorize, onPublish, onConnect, onDisconnect, onSubscribe, onUnsubscribe, onPresence, onChannel, apiKey, apiKeyFile, metrics, inspector, webhooks, rules, limits, log, logLevel, readyFile.

herenow.config.json:3:3 (host)
  Without auth a server may not listen on "0.0.0.0": everybody may say to be anybody.
  Name a secret (HERENOW_TOKEN_SECRET, --auth-secret-file) or a key set (--auth-jwks), or listen on 127.0.0.1.

herenow.config.json:4:38 (origins[1])
  "app.example" in \`origins\` is not an origin.
  An origin has a scheme and a host, and nothing behind them: "https://app.example".

herenow.config.json:5:15 (limits.messageBytes)
  "1 MB" is not a whole number.
  Write digits, without quotes.

herenow.config.json:6:26 (rules["room:*"].history)
  \`history.messages\` of the rule "room:*" must be a whole number, at least 0.
  Change it, or leave it out for the default.
`)
  })

  it.each<[string, Record<string, string>, readonly string[], Record<string, string>, RegExp]>([
    [
      'a secret that is too short',
      {},
      [],
      { HERENOW_TOKEN_SECRET: 'short' },
      /^HERENOW_TOKEN_SECRET\n.*at least 32 bytes/m,
    ],
    [
      'a file with a short secret',
      { s: 'short' },
      ['--auth-secret-file', 's'],
      {},
      /^--auth-secret-file s\n.*at least 32/m,
    ],
    [
      'a secret file that is not there',
      {},
      ['--auth-secret-file', 's'],
      {},
      /^--auth-secret-file s\n.*ENOENT.*\n.*may read/m,
    ],
    [
      'a key of the API that is given and in a file',
      { k: 'the key of the API' },
      [],
      { HERENOW_API_KEY_FILE: 'k', HERENOW_API_KEY: 'the key of the API' },
      /^HERENOW_API_KEY\n.*This and HERENOW_API_KEY_FILE exclude each other/m,
    ],
    [
      'a key of the API in a file that is not there',
      {},
      ['--api-key-file', 'k'],
      {},
      /^--api-key-file k\n.*ENOENT.*\n.*may read/m,
    ],
    ['a key set that is no URL', {}, ['--auth-jwks', 'keys'], {}, /^--auth-jwks keys\n.*URL/m],
    ['an issuer of nothing', {}, ['--auth-issuer', 'me'], {}, /^--auth-issuer me\n.*nothing to check tokens with/m],
    [
      'a secret that is read from a variable that is not set',
      { 'herenow.config.mjs': 'export default { auth: { secret: process.env.NO_SUCH_VARIABLE } }' },
      [],
      {},
      /^herenow.config.mjs \(auth\)\n.*nothing to check tokens with.*\n.*variable/m,
    ],
    [
      'two ways to say who a client is',
      { 'herenow.config.mjs': 'export default { auth: { jwks: "https://a.example" }, authenticate: () => null }' },
      [],
      {},
      /\(authenticate\)\n.*This and herenow.config.mjs \(auth.jwks\) exclude each other\./,
    ],
    ['a path that is none', {}, ['--path', 'realtime'], {}, /^--path realtime\n.*must be a path/m],
    ['a proxy that is no address', {}, ['--trusted-proxy', 'proxy'], {}, /^--trusted-proxy proxy\n.*no address/m],
    ['a new epoch of nothing', {}, ['--memory', '--new-epoch'], {}, /^--new-epoch\n.*kept in a file/m],
    [
      'two configurations',
      { 'herenow.config.mjs': '', 'herenow.config.json': '' },
      [],
      {},
      /\.json\n.*\.mjs too\.\n.*--config FILE/,
    ],
    [
      'a configuration in JSON that is none',
      { 'herenow.config.json': '{\n  "port": 1,\n}' },
      [],
      {},
      /^herenow.config.json:3:1\n.*not JSON/m,
    ],
    [
      'a configuration with a slip',
      { 'herenow.config.mjs': 'export default {\n  port: 1 2 }' },
      [],
      {},
      /^herenow.config.mjs:2\n.*Unexpected/m,
    ],
    [
      'a configuration that throws',
      { 'herenow.config.mjs': '\nexport default { port }' },
      [],
      {},
      /^herenow.config.mjs:2:18\n.*port is not defined/m,
    ],
    [
      'TypeScript that Node does not read',
      { 'herenow.config.ts': '\nenum A { B }\nexport default {}' },
      [],
      {},
      /^herenow.config.ts:2\n.*enum/m,
    ],
    [
      'a package that is not there',
      { 'herenow.config.mjs': "import 'no-such-package'\nexport default {}" },
      [],
      {},
      /^herenow.config.mjs.*\n.*no-such-package/m,
    ],
    [
      'a configuration that is no object',
      { 'herenow.config.mjs': 'export default []' },
      [],
      {},
      /^herenow.config.mjs\n.*not an object/m,
    ],
    [
      'an engine that is none',
      { 'herenow.config.json': '{ "engine": "sqlite" }' },
      [],
      {},
      /\(engine\)\n.*not an object\.\n.*herenow\.config\.ts/,
    ],
  ])('exits with 2 for %s', async (_, files, args, environment, text) => {
    const { code, out, err } = await serve(folderWith(files), args, environment).exit()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(text)
    expect(err).not.toMatch(/^ +at /m)
  })

  it('tells mistakes of flags, environment and file together', async () => {
    const folder = folderWith({ 'herenow.config.json': '{ "prot": 1 }' })
    const { err } = await serve(folder, ['--dat', 'x'], { HERENOW_ORIGINS: 'app.example', HERENOW_HSOT: '::1' }).exit()
    expect(err.match(/^\S.*/gm)?.slice(1)).toEqual([
      '--dat',
      'HERENOW_HSOT',
      'HERENOW_ORIGINS',
      'herenow.config.json:1:3 (prot)',
    ])
  })

  it('exits with 1 when it can not start: the folder is in use, or is none', async () => {
    const folder = folderWith({ file: '' })
    const first = serve(folder)
    await addressOf(first)
    const second = await serve(folder).exit()
    expect(second.code).toBe(1)
    expect(second.err).toMatch(/^herenow: The database is in use by another process: .*herenow-data/)
    const none = await serve(folder, ['--data', 'file']).exit()
    expect(none.code).toBe(1)
    expect(none.err).toMatch(/^herenow: .*file/)
    await stop(first)
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('ends at once when %s comes again while clients take their time', async (signal, exitCode) => {
    const running = serve(folderWith(), ['--memory'])
    const client = new RawClient(await addressOf(running))
    await client.hello()
    // It never answers the close, so that the server waits for it.
    client.socket.pause()
    const ended = once(running.child, 'exit') as Promise<[number | null, string | null]>
    const again = setInterval(() => running.child.kill(signal), 50)
    const [code, endedBy] = await ended
    clearInterval(again)
    client.socket.terminate()
    expect({ code, endedBy }).toEqual({ code: exitCode, endedBy: null })
  })

  it('tells its flags and variables in a help of its own', async () => {
    const { code, out } = await runHerenow(['serve', '--help']).exit()
    expect(code).toBe(0)
    expect(out).toContain('--auth-secret-file FILE  HERENOW_TOKEN_SECRET_FILE')
  })
})
