import { expect, it } from 'vitest'
import { startTestServer } from '../testing/support/test-server.ts'

async function said(url: string): Promise<string> {
  return (await fetch(url, { method: 'POST' })).text()
}

it('says that there is no API, or no metrics, and how to have them', async () => {
  const { httpUrl } = await startTestServer({ path: '/realtime' })
  for (const path of ['/api', '/api/publish', '/openapi.json']) {
    expect(await said(`${httpUrl}${path}`)).toMatch(/This server has no HTTP API\..*HERENOW_API_KEY/)
  }
  expect(await said(`${httpUrl}/metrics`)).toMatch(/This server shows no metrics\..*metrics\.public/)
})

it('says of other paths where clients connect', async () => {
  const { httpUrl } = await startTestServer({ path: '/realtime' })
  for (const path of ['/apis', '/constructor', '/api.json', '//api']) {
    expect(await said(`${httpUrl}${path}`)).toMatch(/Nothing is here\..*\/realtime/)
  }
})
