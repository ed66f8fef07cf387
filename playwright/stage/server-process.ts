import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { untilReady } from './until-ready.ts'

const command = fileURLToPath(new URL('../../packages/server/src/cli.ts', import.meta.url))

export const apiKey = 'of the back end of the journeys'

/** A real server in a process of its own, which a journey may end and start again where it was. */
export interface ServerProcess {
  readonly port: number
  /** Where its HTTP side is, with the path that it has. */
  readonly httpUrl: string
  /** Runs a method of its API, as a back end does. */
  readonly run: (method: string, params: object) => Promise<void>
  /** Ends it without a goodbye, as a crash or a pulled plug does. */
  kill(): Promise<void>
  /** Asks it to stop, as a deployment does: clients are told to come back. */
  stop(): Promise<void>
}

/** Starts a server; port 0 takes a free one. `words`: the command and its flags. */
export async function startServer(port: number, words: readonly string[] = ['dev']): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'herenow-journey-'))
  const readyFile = join(folder, 'ready.json')
  const child = spawn(
    process.execPath,
    ['--conditions=source', command, ...words, '--memory', '--port', String(port), '--ready-file', readyFile],
    { env: { ...withoutSettings(process.env), HERENOW_API_KEY: apiKey }, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  try {
    const address = await untilReady('the server', child, async () => readReady(await readFile(readyFile, 'utf8')))
    const run = (method: string, params: object): Promise<void> => ask(address.httpUrl, method, params)
    return { ...address, run, kill: () => end(child, 'SIGKILL'), stop: () => end(child, 'SIGTERM') }
  } catch (error) {
    await end(child, 'SIGKILL')
    throw error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function ask(httpUrl: string, method: string, params: object): Promise<void> {
  const response = await fetch(`${httpUrl}/api/${method}`, {
    method: 'POST',
    headers: { 'X-API-Key': apiKey },
    body: JSON.stringify(params),
  })
  const answer = await response.text()
  if (!response.ok || answer.includes('"error"')) throw new Error(`The API answered ${answer}`)
}

function readReady(text: string): Pick<ServerProcess, 'port' | 'httpUrl'> {
  const ready: unknown = JSON.parse(text)
  if (typeof ready === 'object' && ready !== null && 'port' in ready && 'httpUrl' in ready) {
    const { port, httpUrl } = ready
    if (typeof port === 'number' && typeof httpUrl === 'string') return { port, httpUrl }
  }
  throw new Error(`The ready file holds ${text}`)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/** Settings of whoever runs the journeys are not meant for this server. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('HERENOW_')))
}
