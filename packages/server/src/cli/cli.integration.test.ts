import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runHerenow as run } from '../testing/support/herenow-process.ts'
import { publishOf } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'

describe('the herenow command', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves until %s, sends its clients away and exits cleanly',
    async (signal) => {
      const { child, url, exit } = run(['dev', '--port', '0'])
      const client = new RawClient(await url())
      await client.hello()
      child.kill(signal)
      expect(await client.closed).toMatchObject({ code: 4010 })
      expect(client.all('goodbye')).toMatchObject([{ error: { retryable: true, retryAfter: expect.any(Number) } }])
      const { code, out, err } = await exit()
      expect(code).toBe(0)
      expect(out).toContain('for development on this machine only')
      expect(err).toBe('')
    },
  )

  it('writes where it listens into a file, complete, in place of an old one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'herenow-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'ready.json')
    await writeFile(file, 'old')
    const { child, url } = run(['--port', '0', '--ready-file', file])
    const address = await url()
    const ready: unknown = JSON.parse(await readFile(file, 'utf8'))
    const port = Number(new URL(address).port)
    expect(ready).toEqual({ url: address, httpUrl: `http://127.0.0.1:${port}`, port, pid: child.pid })
  })

  it('keeps messages in a folder, also over a restart, and says where', async () => {
    const data = join(temporaryFolder(), 'data')
    const life = async (): Promise<{ epoch: string; offset: number; out: string }> => {
      const { child, url, exit } = run(['--port', '0', '--data', data])
      const client = new RawClient(await url())
      await client.hello()
      await client.grant(publishOf('room:a', `m${child.pid}`))
      const { epoch, offset } = await client.result('attach', { type: 'attach', channel: 'room:a' })
      child.kill('SIGTERM')
      const { code, out } = await exit()
      expect(code).toBe(0)
      return { epoch, offset, out }
    }
    const first = await life()
    expect(first.out).toContain(`Messages are kept in ${join(data, 'herenow.db')}.`)
    expect(await life()).toMatchObject({ epoch: first.epoch, offset: 2 })
  })

  it('says what to do when another server has the folder', async () => {
    const data = temporaryFolder()
    await run(['--port', '0'], { HERENOW_DATA: data }).url()
    const { code, err } = await run(['--port', '0', '--data', data]).exit()
    expect(code).toBe(1)
    expect(err).toBe(
      `herenow: The database is in use by another process: "${join(data, 'herenow.db')}".\n` +
        'A file belongs to one server at a time. Stop the other server or program, or choose another file.\n',
    )
  })

  it('runs a command against a throw-away server and exits with its code', async () => {
    const script =
      'fetch(process.env.HERENOW_URL.replace("ws", "http") + "/health").then((r) => process.exit(r.ok ? 7 : 1))'
    const { code } = await run(['--cmd', `"${process.execPath}" -e '${script}'`]).exit()
    expect(code).toBe(7)
  })

  it('stops its command when it is stopped', async () => {
    const { child, url, exit } = run([
      '--cmd',
      `exec "${process.execPath}" -e 'console.log("ws://up"); setInterval(() => {}, 1000)'`,
    ])
    child.stdout?.resume()
    await url()
    child.kill('SIGTERM')
    expect((await exit()).code).toBe(143)
  })

  it('says what to do when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, err } = await run(['--port', String(port)]).exit()
    expect(code).toBe(1)
    expect(err).toBe(
      `herenow: Port ${port} on 127.0.0.1 is taken.\nStop the other program, or choose another port; port 0 takes a free one.\n`,
    )
  })

  it('refuses to open itself to others, and unknown flags, without a stack trace', async () => {
    const open = await run(['--host', '0.0.0.0']).exit()
    expect(open).toMatchObject({ code: 1, out: '' })
    expect(open.err).toMatch(/^herenow: A server without auth may not listen on "0\.0\.0\.0"\.\n.*createServer/)
    const unknown = await run([], { HERENOW_PROT: '1' }).exit()
    expect(unknown.err).toMatch(/^herenow: Unknown environment variable "HERENOW_PROT"\.\nDid you mean HERENOW_PORT\?/)
    expect(unknown.err).not.toContain(' at ')
  })

  it('tells its version and how it is used', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect((await run(['--version']).exit()).out).toBe(`${version}\n`)
    const help = await run(['--help']).exit()
    for (const flag of ['--port', '--host', '--data', '--ready-file', '--cmd']) expect(help.out).toContain(flag)
    expect(help.code).toBe(0)
  })
})
