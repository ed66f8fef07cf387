import { spawn, spawnSync } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createServer } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { examplesOf, root, writeExamples } from './document-examples.ts'

// docs/http-api.md shows requests and answers: here they are made, and its tables are held against the API's own description.

const page = await readFile(join(root, 'docs/http-api.md'), 'utf8')
const key = 'key-of-the-document'
const hasCurl = spawnSync('curl', ['--version']).status === 0

async function started(): Promise<string> {
  const server = createServer({ port: 0, apiKey: key, log: silentLogger })
  onTestFinished(() => server.close())
  return (await server.listen()).httpUrl
}

function shell(command: string): Promise<string> {
  const child = spawn('sh', ['-c', command], { env: { PATH: process.env['PATH'] ?? '', HERENOW_API_KEY: key } })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  return new Promise((resolve) => child.once('close', () => resolve(out)))
}

/** What is an ellipsis in the page may be anything here. */
function likeThePage(actual: unknown, shown: unknown): unknown {
  if (shown === '…') return shown
  if (typeof actual !== 'object' || actual === null || typeof shown !== 'object' || shown === null) return actual
  const of = new Map(Object.entries(shown))
  const entries = Object.entries(actual).map(([name, value]) => [name, likeThePage(value, of.get(name))] as const)
  return Array.isArray(actual) ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

/** One JSON text, or one on each line. */
function readAll(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)]
  } catch {
    return text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line))
  }
}

it.runIf(hasCurl)('shows requests that are answered as it says', async () => {
  const url = await started()
  const pairs = [...page.matchAll(/^```sh\n([\s\S]*?)^```\n\n```json\n([\s\S]*?)^```/gm)]
  expect(pairs.length).toBeGreaterThan(4)
  for (const [, command = '', answer = ''] of pairs) {
    const shown = readAll(answer)
    const actual = readAll(await shell(command.replaceAll('http://127.0.0.1:7070', url)))
    expect(likeThePage(actual, shown), command).toEqual(shown)
  }
})

it('has every method and every call of our own in its tables', async () => {
  const url = await started()
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, object> }
  const described = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb} ${path}`),
  )
  const methods = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => `post /${name}`)
  const calls = [...page.matchAll(/^\| `(GET|POST) \/api(\/[\w-]+)/gm)].map(
    ([, verb = '', path]) => `${verb.toLowerCase()} ${path}`,
  )
  expect([...methods, ...calls].sort()).toEqual(described.sort())
})

it('has a route handler that publishes', async () => {
  vi.stubEnv('HERENOW_API_KEY', key)
  vi.stubEnv('REALTIME_URL', await started())
  onTestFinished(() => void vi.unstubAllEnvs())
  const folder = await writeExamples(join(root, 'dist'), await examplesOf('docs/http-api.md'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { POST } = (await import(join(folder, 'docs-http-api', 'route.ts'))) as {
    POST: (request: Request) => Promise<Response>
  }
  const request = new Request('https://app.example.com/say', { method: 'POST', body: '{"text":"hello"}' })
  expect(await (await POST(request)).json()).toMatchObject({ position: { offset: 1 } })
})
