import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createServer } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'

const core = JSON.stringify(fileURLToPath(new URL('../index.ts', import.meta.url)))

/** What a process that runs this code ends with. It is ended by force, and that shows, after ten seconds. */
function outcomeOf(code: string): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  const script = `
    import { createClient } from ${core}
    import { websocket } from '@herenow/websocket'
    ${code}`
  const args = ['--conditions=source', '--input-type=module', '-e', script]
  const options = { timeout: 10_000, cwd: fileURLToPath(new URL('.', import.meta.url)) }
  const child = spawn(process.execPath, args, options)
  return new Promise((resolve) => child.on('exit', (exitCode, signal) => resolve({ code: exitCode, signal })))
}

it('lets a process end by itself with a client that is idle, and with one that was closed', async () => {
  const server = createServer({ port: 0, log: silentLogger })
  onTestFinished(() => server.close())
  const { url } = await server.listen()
  const make = `createClient({ adapter: websocket(${JSON.stringify(url)}), clientId: 'ana' })`
  const idle = `${make}.channel('room').subscribe(() => {})`
  const closed = `
    const client = ${make}
    await client.channel('room').attach()
    await client.channel('room').publish('said', 1)
    await client.close()`
  expect(await Promise.all([idle, closed].map(outcomeOf))).toEqual([
    { code: 0, signal: null },
    { code: 0, signal: null },
  ])
})
