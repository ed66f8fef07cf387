import { describe, expect, it } from 'vitest'
import { apiKey, startApiServer } from '../testing/support/api-server.ts'
import { parseMetrics } from '../testing/support/metrics-text.ts'
import { startTestServer } from '../testing/support/test-server.ts'

describe('the metrics', () => {
  it('are not there where neither a key was set nor everybody may read them', async () => {
    const { httpUrl } = await startTestServer()
    expect((await fetch(`${httpUrl}/metrics`)).status).toBe(404)
  })

  it('are read with a key of the API, also as Prometheus sends credentials', async () => {
    const { ask } = await startApiServer()
    for (const headers of [
      { 'X-API-Key': apiKey },
      { Authorization: `apikey ${apiKey}` },
      { Authorization: `Bearer ${apiKey}` },
    ]) {
      const answer = await ask('/metrics', { headers })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
      expect(parseMetrics(await answer.text()).of('herenow_connections')).toBe(0)
    }
    expect((await ask('/metrics', { method: 'HEAD', headers: { 'X-API-Key': apiKey } })).status).toBe(200)
  })

  it('are refused without a key, with a wrong one, and with one that does not allow them', async () => {
    const methods = ['info'] as const
    const { ask, complaints } = await startApiServer({
      apiKey: [{ key: apiKey }, { key: 'another-key-0123456789', name: 'dashboard', methods }],
    })
    expect((await ask('/metrics')).status).toBe(401)
    expect((await ask('/metrics', { headers: { Authorization: 'Bearer wrong-key-0123456789' } })).status).toBe(401)
    expect((await ask('/metrics', { headers: { 'X-API-Key': 'another-key-0123456789' } })).status).toBe(403)
    expect((await ask('/metrics', { method: 'POST', headers: { 'X-API-Key': apiKey } })).status).toBe(405)
    expect(complaints).toEqual([
      'A request for the metrics had no key that is known.',
      'The API key "dashboard" doesn\'t allow "metrics".',
    ])
  })

  it('can be all that a key allows', async () => {
    const { ask } = await startApiServer({ apiKey: [{ key: apiKey, methods: ['metrics'] }] })
    const headers = { 'X-API-Key': apiKey }
    expect((await ask('/metrics', { headers })).status).toBe(200)
    const answer = await ask('/api/info', { method: 'POST', headers, body: '{}' })
    expect(await answer.json()).toMatchObject({ error: { code: 103 } })
  })

  it('are read by everybody where `public` says so, under the path of the server', async () => {
    const { httpUrl } = await startTestServer({ path: '/realtime', metrics: { public: true } })
    expect(httpUrl.endsWith('/realtime')).toBe(true)
    expect((await fetch(`${httpUrl}/metrics`)).status).toBe(200)
    await expect(startTestServer({ metrics: { publik: true } as never })).rejects.toThrow(
      'Unknown setting of `metrics`',
    )
    await expect(startTestServer({ metrics: { public: 1 } as never })).rejects.toThrow('`metrics.public`')
  })
})
