import { createClient } from '@herenow/core'
import type { Client } from '@herenow/core'
import { websocket } from '@herenow/websocket'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createServer } from '../create-server.ts'
import type { OnPublish } from '../hooks/on-publish.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

async function people(onPublish: OnPublish): Promise<readonly [Client, Client]> {
  const server = createServer({ port: 0, onPublish, log: silent })
  const { url } = await server.listen()
  const join = (clientId: string): Client => createClient({ adapter: websocket(url), clientId, log: silent })
  const both = [join('ana'), join('ben')] as const
  onTestFinished(async () => {
    await Promise.all(both.map((client) => client.close()))
    await server.close()
  })
  await Promise.all(both.map((client) => client.channel('room').attach()))
  return both
}

const shown = (client: Client): readonly string[] =>
  client
    .channel('room')
    .log.getState()
    .messages.map(({ data, status, error }) => [String(data), status, ...(error ? [error.message] : [])].join(': '))

it('shows its writer why a message was refused, what became of an edited one, and one that was held back as sent', async () => {
  const [ana, ben] = await people(({ data }) => {
    if (data === 'bad') return { refuse: 'Be kind.' }
    return data === 'damn' ? { data: '****' } : data === 'spam' ? { hold: true } : true
  })
  const said = ['hello', 'bad', 'damn', 'spam', 'bye'].map((text) => ana.channel('room').publish('said', text))
  const [, bad, ...others] = await Promise.allSettled(said)
  expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'rejected', message: 'Be kind.', retryable: false } })
  expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  await vi.waitFor(() => expect(shown(ben)).toEqual(['hello: sent', '****: sent', 'bye: sent']))
  await vi.waitFor(() => {
    expect([...shown(ana)].sort()).toEqual([
      '****: sent',
      'bad: failed: Be kind.',
      'bye: sent',
      'hello: sent',
      'spam: sent',
    ])
  })
})

it('loses and doubles nothing of what is refused for a while', async () => {
  let failures = 3
  const [ana, ben] = await people(() => {
    failures -= 1
    if (failures >= 0) throw new Error('no database')
  })
  const texts = Array.from({ length: 20 }, (_, index) => `message ${index}`)
  await Promise.all(texts.map((text) => ana.channel('room').publish('said', text)))
  await vi.waitFor(() => expect(shown(ben)).toEqual(texts.map((text) => `${text}: sent`)))
}, 20_000)
