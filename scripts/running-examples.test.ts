import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from '@herenow/core'
import { createClient } from '@herenow/core'
import { createHub } from '@herenow/memory'
import type { Server } from '@herenow/server'
import { createServer } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { compile } from 'svelte/compiler'
import { get } from 'svelte/store'
import { effectScope } from 'vue'
import { compileScript, parse } from 'vue/compiler-sfc'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { examplesOf, root, writeExamples } from './document-examples.ts'

// The pages of docs/ whose code can run without a browser do what the pages say.

const pages = ['docs/signing-in.md', 'docs/closing.md', 'docs/without-react.md']
let folder = ''

beforeAll(async () => {
  const examples = (await Promise.all(pages.map(examplesOf))).flat()
  // Nothing of a test may be reached from elsewhere.
  const safe = examples.map((example) => ({ ...example, code: example.code.replace("'0.0.0.0'", "'127.0.0.1'") }))
  // Not below node_modules, where Node takes no TypeScript.
  folder = await writeExamples(join(root, 'dist'), safe)
})

afterAll(() => rm(folder, { recursive: true, force: true }))
afterEach(() => vi.unstubAllGlobals())

/** A file of a page. What it exports is checked where the page is compiled. */
async function load<Module>(page: string, file: string): Promise<Module> {
  return import(join(folder, page, file))
}

async function realServer(): Promise<string> {
  const server = createServer({ port: 0, log: silentLogger })
  onTestFinished(() => server.close())
  const { url } = await server.listen()
  return url
}

function inHub(): { readonly me: Client; readonly bob: Client } {
  const hub = createHub()
  const [me, bob] = ['me', 'bob'].map((clientId) => createClient({ adapter: hub.adapter(), clientId }))
  if (me === undefined || bob === undefined) throw new Error('Two clients were made')
  onTestFinished(async () => void (await Promise.all([me.close(), bob.close()])))
  return { me, bob }
}

describe('docs/closing.md', () => {
  it.each(['example-1.ts', 'example-2.ts'])('%s runs to its end', async (file) => {
    await load('docs-closing', file)
  })
})

describe('docs/signing-in.md', () => {
  interface Service {
    readonly server: Server
    readonly url: string
  }
  interface Session {
    readonly signOut: (session: string) => void
  }
  interface Route {
    readonly POST: (request: Request) => Promise<Response>
  }

  it('signs in who has a session, lets them where their token says, and ends with the session', async () => {
    vi.stubEnv('TOKEN_SECRET', '0123456789abcdef0123456789abcdef')
    vi.stubEnv('REALTIME_PORT', '0')
    const { server, url } = await load<Service>('docs-signing-in', 'realtime-server.mts')
    onTestFinished(() => server.close())
    const { POST } = await load<Route>('docs-signing-in', 'route.ts')
    const { signOut } = await load<Session>('docs-signing-in', 'session.ts')
    const { openClient } = await load<{ openClient: (url: string) => Client }>('docs-signing-in', 'client.ts')

    const asked = vi.fn((path: string, cookie: string) =>
      POST(new Request(`https://app.example.com${path}`, { method: 'POST', headers: { cookie } })),
    )
    vi.stubGlobal('fetch', (path: string) => asked(path, 'theme=dark; session=cookie-of-ana'))
    expect((await asked('/api/token', 'session=nobody')).status).toBe(401)

    const client = openClient(url)
    onTestFinished(() => client.close())
    client.on('error', () => {})
    const lobby = client.channel('room:lobby')
    await lobby.attach()
    await lobby.publish('said', 'hello')
    expect(client.clientId).toBe('ana')
    const said = [{ data: 'hello', info: { name: 'Ana' } }]
    await vi.waitFor(() => expect(lobby.log.getState().messages).toMatchObject(said))

    const vault = client.channel('room:vault')
    await expect(vault.attach()).rejects.toMatchObject({ code: 'forbidden' })
    await expect(vault.publish('said', 'hello')).rejects.toMatchObject({ code: 'forbidden' })
    await vi.waitFor(() => expect(vault.log.getState().messages).toMatchObject([{ status: 'failed' }]))

    await client.refreshToken()
    signOut('cookie-of-ana')
    await client.connection.close()
    client.connection.connect()
    expect(await client.connection.once('failed')).toMatchObject({ reason: { code: 'unauthorized' } })
  })
})

describe('docs/without-react.md', () => {
  it('follows a room in Vue until its last component has unmounted', async () => {
    interface Room {
      readonly log: { readonly value: { readonly messages: readonly { readonly data: unknown }[] } }
      readonly members: { readonly value: { readonly list: readonly unknown[] } }
      readonly publish: (name: string, data: unknown) => Promise<unknown>
    }
    const { useRoom } = await load<{ useRoom: (client: Client, name: string) => Room }>(
      'docs-without-react',
      'use-room.ts',
    )
    const { me, bob } = inHub()
    const scope = effectScope()
    const room = scope.run(() => useRoom(me, 'room:lobby'))
    await vi.waitFor(() => expect(room?.members.value.list).toHaveLength(1))
    await room?.publish('said', 'mine')
    await bob.channel('room:lobby').publish('said', 'theirs')
    await vi.waitFor(() => expect(room?.log.value.messages.map(({ data }) => data)).toEqual(['mine', 'theirs']))
    const other = effectScope()
    other.run(() => useRoom(me, 'room:lobby'))
    other.stop()
    await room?.publish('said', 'still here')
    expect((await bob.hereNow()).totalOccupancy).toBe(1)
    scope.stop()
    await vi.waitFor(async () => expect((await bob.hereNow()).totalOccupancy).toBe(0))
  })

  it('shows components of Vue and Svelte that compile', async () => {
    const page = await readFile(join(root, 'docs/without-react.md'), 'utf8')
    const blockIn = (language: string): string =>
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page)?.[1] ?? ''
    const { descriptor, errors } = parse(blockIn('vue'))
    expect(errors).toEqual([])
    const { bindings } = compileScript(descriptor, { id: 'room', inlineTemplate: true })
    expect(Object.keys(bindings ?? {})).toEqual(expect.arrayContaining(['log', 'members', 'publish']))
    expect(compile(blockIn('svelte'), { runes: true }).warnings).toEqual([])
  })

  it('follows a room in Svelte while its stores have readers', async () => {
    interface Room {
      readonly log: Parameters<typeof get<{ readonly messages: readonly { readonly data: unknown }[] }>>[0]
      readonly members: Parameters<typeof get<{ readonly list: readonly unknown[] }>>[0]
    }
    const { room } = await load<{ room: (client: Client, name: string) => Room }>('docs-without-react', 'room.ts')
    const { me, bob } = inHub()
    const { log, members } = room(me, 'room:lobby')
    const stops = [log.subscribe(() => {}), members.subscribe(() => {})]
    await bob.channel('room:lobby').publish('said', 'theirs')
    await vi.waitFor(() => expect(get(log).messages.map(({ data }) => data)).toEqual(['theirs']))
    await vi.waitFor(() => expect(get(members).list).toHaveLength(1))
    for (const stop of stops) stop()
    await vi.waitFor(async () => expect((await bob.hereNow()).totalOccupancy).toBe(0))
  })

  it.each([
    ['ends when it has said what it had to say', realServer, { code: 0, out: 'Stored at 1\n' }],
    ['ends with an error where there is no server', () => Promise.resolve('ws://127.0.0.1:9'), { code: 1, out: '' }],
  ])('has a script that %s', async (_, address, outcome) => {
    const script = join(folder, 'docs-without-react', 'say.mts')
    const env = { PATH: process.env['PATH'] ?? '', HERENOW_URL: await address() }
    const child = spawn(process.execPath, ['--conditions=source', script], { env, timeout: 10_000 })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect({ code, out }).toEqual(outcome)
  })

  it('has a worker that tells its page what is said', async () => {
    const told = vi.fn()
    const page = new EventTarget()
    vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
    vi.stubGlobal('postMessage', told)
    await load('docs-without-react', 'worker.ts')
    const url = await realServer()
    page.dispatchEvent(new MessageEvent('message', { data: { url, clientId: 'ana' } }))
    const { websocket } = await import('@herenow/websocket')
    const bob = createClient({ adapter: websocket(url), clientId: 'bob' })
    onTestFinished(() => bob.close())
    await vi.waitFor(async () => expect(await bob.channel('room:lobby').history()).toBeDefined())
    await vi.waitFor(async () => {
      await bob.channel('room:lobby').publish('said', 'hello')
      expect(told).toHaveBeenCalledWith({ name: 'said', data: 'hello' })
    })
  })
})
