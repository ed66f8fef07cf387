import { expect } from 'vitest'
import { apiKey } from './real-centrifugo.ts'

/** Calls the server API as a back end of the app does. */
export async function callApi(port: number, method: string, params: unknown): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/api/${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-API-Key': apiKey },
    body: JSON.stringify(params),
  })
  const answer: unknown = await response.json()
  expect(answer).not.toHaveProperty('error')
  return answer
}
