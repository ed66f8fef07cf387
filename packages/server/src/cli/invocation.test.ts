import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'
import type { CommandName } from '../settings/setting.ts'
import { readInvocation } from './invocation.ts'

/** What a command line says: `values` by key, lists as lists, and what is wrong. */
interface Said {
  readonly command: CommandName
  readonly values: Readonly<Record<string, unknown>>
  readonly mistakes: readonly { readonly place: string; readonly problem: string; readonly fix: string }[]
}

async function read(line: string | readonly string[], environment: Record<string, string> = {}): Promise<Said> {
  const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line
  const invocation = await readInvocation(words, { cwd: '/work/app', environment })
  if (invocation.kind !== 'run') throw new Error(`It asks for ${invocation.kind}.`)
  const { command, settled } = invocation
  const values: Record<string, unknown> = {}
  for (const { setting, value } of settled.given) {
    const before = values[setting.key]
    values[setting.key] = setting.kind.many === true ? [...(Array.isArray(before) ? before : []), value] : value
  }
  return { command, values, mistakes: settled.mistakes }
}

describe('the command line', () => {
  it('means a development server, with or without its name', async () => {
    expect(await read('')).toEqual({ command: 'dev', values: {}, mistakes: [] })
    expect(await read('dev')).toEqual({ command: 'dev', values: {}, mistakes: [] })
  })

  it('has flags, which stand before the environment', async () => {
    expect(await read('dev --port 0 --host ::1 --data=/var/herenow --ready-file=/tmp/ready')).toEqual({
      command: 'dev',
      values: { port: 0, host: '::1', data: '/var/herenow', readyFile: '/tmp/ready' },
      mistakes: [],
    })
    const { values } = await read('--port 8080', { HERENOW_PORT: '9090', HERENOW_HOST: 'localhost', HERENOW_DATA: 'd' })
    expect(values).toEqual({ port: 8080, host: 'localhost', data: '/work/app/d' })
  })

  it('lists origins and proxies by repeating a flag, or with commas in a variable', async () => {
    const environment = { HERENOW_ORIGINS: 'https://a.example, https://b.example', HERENOW_TRUSTED_PROXIES: '10.0.0.1' }
    expect((await read('serve', environment)).values).toEqual({
      origins: ['https://a.example', 'https://b.example'],
      trustedProxies: ['10.0.0.1'],
    })
    expect((await read('serve --origin https://c.example --origin https://d.example', environment)).values).toEqual({
      origins: ['https://c.example', 'https://d.example'],
      trustedProxies: ['10.0.0.1'],
    })
  })

  it('sets each limit by a flag or a variable', async () => {
    const said = await read('serve --limit-message-bytes 1000', { HERENOW_LIMIT_PUBLISH_BURST: '7' })
    expect(said).toMatchObject({ values: { 'limits.messageBytes': 1_000, 'limits.publishBurst': 7 }, mistakes: [] })
  })

  it('takes the last of a flag that may stand once', async () => {
    expect((await read('--port 1 --port 2')).values).toEqual({ port: 2 })
  })

  it('keeps messages in memory when it is told to, and not also in a folder', async () => {
    expect((await read('--memory')).values).toEqual({ memory: true })
    expect((await read('', { HERENOW_MEMORY: '1' })).values).toEqual({ memory: true })
    expect((await read('', { HERENOW_MEMORY: '0' })).values).toEqual({ memory: false })
    expect((await read('', { HERENOW_MEMORY: 'yes' })).mistakes).toMatchObject([
      { place: 'HERENOW_MEMORY', problem: 'It must be "1" or "0".' },
    ])
    expect((await read('--memory --data d')).mistakes).toMatchObject([
      { place: '--data d', problem: 'This and --memory exclude each other.' },
    ])
    expect((await read('--memory', { HERENOW_DATA: 'd' })).values).toEqual({ memory: true })
    expect((await read('--data d', { HERENOW_MEMORY: '1' })).values).toEqual({ data: '/work/app/d' })
    expect((await read('', { HERENOW_MEMORY: '0', HERENOW_DATA: 'd' })).mistakes).toEqual([])
  })

  it('checks tokens in one way: a flag wins over another way in the environment', async () => {
    const environment = { HERENOW_TOKEN_SECRET: 'x'.repeat(32), HERENOW_TOKEN_ISSUER: 'me' }
    expect((await read('serve --auth-jwks https://a.example/keys', environment)).values).toEqual({
      'auth.jwks': 'https://a.example/keys',
      'auth.issuer': 'me',
    })
    const { mistakes } = await read('serve', { ...environment, HERENOW_TOKEN_SECRET_FILE: 'secret' })
    expect(mistakes).toMatchObject([
      { place: 'HERENOW_TOKEN_SECRET_FILE', problem: 'This and HERENOW_TOKEN_SECRET exclude each other.' },
    ])
  })

  it('asks for help and the version before anything else', async () => {
    const asked = (...words: string[]): Promise<unknown> => readInvocation(words, { cwd: '/', environment: {} })
    expect(await asked('--help', '--port', 'x')).toEqual({ kind: 'help', command: null })
    expect(await asked('-h')).toEqual({ kind: 'help', command: null })
    expect(await asked('serve', '-h')).toEqual({ kind: 'help', command: 'serve' })
    expect(await asked('dev', '-v')).toEqual({ kind: 'version' })
  })

  it('minds only variables of its own, of this command, and not the address that it gives to commands', async () => {
    const environment = { PATH: '/bin', HERENOW_URL: 'ws://x', HERENOW_PORT: '' }
    expect(await read('', environment)).toEqual({ command: 'dev', values: {}, mistakes: [] })
    expect(await read('token --client ana', { HERENOW_PORT: 'http', HERENOW_CMD: 'ls' })).toEqual({
      command: 'token',
      values: { client: 'ana' },
      mistakes: [],
    })
  })

  it.each<[string, string, Record<string, string>, RegExp]>([
    ['an unknown flag', '--prot 1', {}, /Did you mean --port\? Known: --config, --port, --host/],
    ['an unknown short flag', '-x', {}, /Known: --config, --port/],
    ['an unknown variable', '', { HERENOW_PROT: '1' }, /Did you mean HERENOW_PORT\?/],
    ['a secret where everybody sees it', 'serve --auth-secret x', {}, /Did you mean --auth-secret-file\?/],
    ['a flag of another command', 'dev --cap a=publish', {}, /herenow token/],
    ['a flag without its value', '--port', {}, /--port NUMBER/],
    ['a value for a flag that takes none', '--help=yes', {}, /--help alone/],
    ['a value for a choice', '--memory=1', {}, /--memory alone/],
    ['a port that is text', '--port http', {}, /digits/],
    ['more than a command', 'dev dev', {}, /Leave it out/],
    ['a negated flag', '--no-port', {}, /Did you mean --port\?/],
    ['a level of the log that is none', '--log-level loud', {}, /debug, info, warn, error/],
  ])('finds %s, and says what to do', async (_, line, environment, fix) => {
    expect((await read(line, environment)).mistakes).toEqual([
      expect.objectContaining({ fix: expect.stringMatching(fix) }),
    ])
  })

  it('refuses an unknown command at once, as nothing else can be said then', async () => {
    await expect(read('serv --prot 1')).rejects.toMatchObject({
      list: [{ place: 'serv', fix: expect.stringMatching(/Did you mean serve\? Known: dev, serve, token/) }],
    })
  })

  it('finds every mistake of flags and environment in one go', async () => {
    const { mistakes } = await read('serve --prot 1 --port http --durability tape', {
      HERENOW_DATE: 'd',
      HERENOW_MEMORY: 'y',
    })
    expect(mistakes.map(({ place }) => place)).toEqual([
      '--prot',
      '--port http',
      '--durability tape',
      'HERENOW_DATE',
      'HERENOW_MEMORY',
    ])
  })

  it('says that a configuration can not be read beside what else is wrong, and looks for nothing that it may have said', async () => {
    const cwd = temporaryFolder()
    const words = ['serve', '--config', 'no.json', '--host', '0.0.0.0', '--prot', '1']
    await expect(readInvocation(words, { cwd, environment: {} })).rejects.toMatchObject({
      list: [{ place: '--prot' }, { place: 'no.json', fix: 'Name a file that is there: --config FILE.' }],
    })
    const other = readInvocation(['serve', '--config', '/etc/hostname.yaml'], { cwd, environment: {} })
    await expect(other).rejects.toMatchObject({ list: [{ fix: expect.stringMatching(/ends in \.ts, /) }] })
  })
})
