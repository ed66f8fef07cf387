import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RawClient } from '../testing/support/raw-client.ts'

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))

interface Run {
  readonly child: ChildProcess
  /** Resolves with the address once it is printed. */
  readonly url: () => Promise<string>
  readonly exit: () => Promise<{ code: number | null; out: string; err: string }>
}

function run(args: readonly string[], environment: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ['--conditions=source', cli, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const text = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (text.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()))
  const closed = once(child, 'close') as Promise<[number | null]>
  const url = async (): Promise<string> => {
    for (;;) {
      const found = /ws:\/\/\S+/.exec(text.out)
      if (found !== null) return found[0]
      const ended = await Promise.race([closed, once(child.stdout, 'data').then(() => null)])
      if (ended !== null) throw new Error(`It ended: ${text.err}`)
    }
  }
  const exit = async (): Promise<{ code: number | null; out: string; err: string }> => {
    const [code] = await closed
    return { code, ...text }
  }
  return { child, url, exit }
}

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
    for (const flag of ['--port', '--host', '--ready-file', '--cmd']) expect(help.out).toContain(flag)
    expect(help.code).toBe(0)
  })
})
