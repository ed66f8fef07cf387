import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { createServer as createRealtimeServer } from '../create-server.ts'
import { Failures } from '../env/failures.ts'
import { apiKey, startApiServer } from '../testing/support/api-server.ts'
import { InspectorPage } from './inspector-page.ts'

const script = 'console.log("the page")'

/** A page of two files; without them, a checkout that hasn't been built. */
async function servedPage(isBuilt: boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'herenow-inspector-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  if (isBuilt) {
    await mkdir(join(folder, 'assets'))
    await writeFile(join(folder, 'index.html'), '<!doctype html>')
    await writeFile(join(folder, 'assets/index-Ab_1.js'), script)
    await writeFile(join(folder, 'secret.txt'), 'nobody may read this')
  }
  const lines: string[] = []
  const line = (text: string): void => void lines.push(text)
  const failures = new Failures({ debug: line, info: line, warn: line, error: line })
  const page = new InspectorPage({ isOn: true, folder: pathToFileURL(`${folder}/`), failures })
  const host = createServer((request, response) => page.answer(request, response, request.url ?? ''))
  host.listen(0, '127.0.0.1')
  await once(host, 'listening')
  onTestFinished(() => {
    host.close()
    host.closeAllConnections()
  })
  const { port } = host.address() as AddressInfo
  return { lines, get: (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init) }
}

it('is a page that loads nothing from elsewhere, stands in no other page and is never kept', async () => {
  const { get } = await servedPage(true)
  const { status, headers } = await get('/inspector/')
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-frame-options')).toBe('DENY')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
})

it('has files that may be kept for good, zipped for who takes that', async () => {
  const { get } = await servedPage(true)
  for (const encoding of ['gzip', 'identity']) {
    const response = await get('/inspector/assets/index-Ab_1.js', { headers: { 'Accept-Encoding': encoding } })
    expect(response.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null)
    expect(response.headers.get('cache-control')).toContain('immutable')
    expect(await response.text()).toBe(script)
  }
})

it('leads to where its files are, whatever path a proxy has put before it', async () => {
  const { get } = await servedPage(true)
  const { status, headers } = await get('/inspector', { redirect: 'manual' })
  expect([status, headers.get('location')]).toEqual([308, 'inspector/'])
})

it.each(['secret.txt', '../package.json', 'assets/..%2Fsecret.txt', 'assets/', 'assets/other.js', 'x'])(
  'has no file %s',
  async (name) => {
    const { get } = await servedPage(true)
    expect((await get(`/inspector/${name}`)).status).toBe(404)
  },
)

it('takes no other verb', async () => {
  const { get } = await servedPage(true)
  const { status, headers } = await get('/inspector/', { method: 'POST' })
  expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})

it('says what to do in a checkout that has not built it', async () => {
  const { get, lines } = await servedPage(false)
  const response = await get('/inspector/')
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('npx pnpm build')
  expect(lines).toEqual(['The inspector is not built'])
})

it('is off by itself: then nothing is there, and only the log of details says how to turn it on', async () => {
  const lines: [string, unknown][] = []
  const log = {
    debug: (text: string, more?: unknown) => void lines.push([text, more]),
    info() {},
    warn() {},
    error() {},
  }
  const { ask, complaints } = await startApiServer({ log })
  const response = await ask('/inspector')
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ error: { code: 'not_found', message: 'Nothing is here.' } })
  expect(lines).toContainEqual(['The inspector is off', { hint: expect.stringContaining('inspector: "read"') }])
  expect(complaints).toEqual([])
})

it('lies under the path of its server', async () => {
  const { ask } = await startApiServer({ path: '/realtime', inspector: 'read' })
  const { status, headers } = await ask('/inspector', { redirect: 'manual' })
  expect([status, headers.get('location')]).toEqual([308, 'inspector/'])
})

it('is refused without a key that could be typed into it, and in a mode that there is not', () => {
  expect(() => createRealtimeServer({ inspector: 'read' })).toThrow('The inspector needs an `apiKey`.')
  expect(() => createRealtimeServer({ inspector: true as unknown as 'read', apiKey })).toThrow(
    '`inspector` must be "off", "read" or "write".',
  )
})
