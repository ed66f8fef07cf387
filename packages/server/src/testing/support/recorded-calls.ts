import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** One request of a client library and its answer, without what differs from run to run. */
export interface Exchange {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly status: number
  readonly answer: readonly unknown[]
}

const headerNames = ['x-api-key', 'authorization', 'content-type']

/** Stands between a client library and a server, and writes down what they say. */
export async function startRecorder(target: string): Promise<{ readonly url: string; readonly heard: Exchange[] }> {
  const heard: Exchange[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const headers = Object.fromEntries(headerNames.flatMap((name) => textHeader(name, request.headers[name])))
      const call = { path: request.url ?? '', headers, body: Buffer.concat(chunks).toString() }
      ask(target, call).then(
        ({ status, text }) => {
          heard.push({ ...call, status, answer: settled(text) })
          response.writeHead(status, { 'Content-Type': 'application/json' }).end(text)
        },
        () => response.destroy(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, heard }
}

/** Sends what a client library sent once. */
export async function ask(
  target: string,
  { path, headers, body }: Pick<Exchange, 'path' | 'headers' | 'body'>,
): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await fetch(target + path, { method: 'POST', headers, body })
  return { status: answer.status, text: await answer.text() }
}

/** Runs a program of a client library to its end. Resolves with what it printed. */
export async function run(python: string, script: string, ...given: readonly string[]): Promise<readonly unknown[]> {
  const child = spawn(python, [script, ...given], { timeout: 60_000 })
  let [out, complaints] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}: ${complaints}`)
  return settled(out)
}

/** Lines of JSON without what differs from run to run. */
export function settled(text: string): readonly unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (line.startsWith('{') ? JSON.parse(line, settle) : line) as unknown)
}

function settle(name: string, value: unknown): unknown {
  if (name === 'metrics' || name === 'uptime' || name === 'process') return undefined
  return ['epoch', 'uid', 'version', 'name', 'message'].includes(name) && typeof value === 'string' ? '…' : value
}

function textHeader(name: string, value: string | readonly string[] | undefined): [string, string][] {
  return typeof value === 'string' ? [[name, value]] : []
}
