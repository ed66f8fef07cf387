import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { runHerenow } from '../testing/support/herenow-process.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'

it('herenow serve listens on a socket, tells so in its log and ready file, and wins over a port of the environment', async () => {
  const folder = temporaryFolder()
  const args = ['serve', '--memory', '--socket', 'herenow.sock', '--ready-file', 'ready.json']
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const running = runHerenow(args, { HERENOW_PORT: '7070', HERENOW_HOST: '0.0.0.0' }, folder)
    await running.printed(/"msg":"Herenow listens"/)
    const socket = join(folder, 'herenow.sock')
    expect(JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8'))).toEqual({
      url: `ws+unix:${socket}:/`,
      httpUrl: `http://unix:${socket}:/`,
      port: 0,
      socket,
      pid: running.child.pid,
    })
    const client = new RawClient(`ws+unix:${socket}:/`)
    onTestFinished(() => client.socket.terminate())
    await client.hello()
    running.child.kill(signal)
    await running.exit()
    // The next one takes over what a killed one leaves.
    expect(existsSync(socket)).toBe(signal === 'SIGKILL')
  }
})

it('herenow serve exits with 2 for a socket and a port at once, and with 1 for a socket in use', async () => {
  const folder = temporaryFolder()
  const both = await runHerenow(['serve', '--memory', '--socket', 'a.sock', '--port', '0'], {}, folder).exit()
  expect(both.code).toBe(2)
  expect(both.err).toMatch(/^--port 0\n.*This and --socket a.sock exclude each other.\n.*Leave one of them out./m)
  const first = runHerenow(['serve', '--memory', '--socket', 'a.sock'], {}, folder)
  await first.printed(/"msg":"Herenow listens"/)
  const second = await runHerenow(['serve', '--memory', '--socket', 'a.sock'], {}, folder).exit()
  expect(second.code).toBe(1)
  expect(second.err).toMatch(/^herenow: The socket .*a.sock is in use by another server./)
})
