import { createPrivateKey } from 'node:crypto'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { get } from 'node:https'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServer } from '../create-server.ts'
import { makeCertificate } from '../testing/support/certificate.ts'
import { numbered, outgoingMessages } from '../testing/support/outgoing-messages.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'
import { startTestServer } from '../testing/support/test-server.ts'
import type { TlsOptions } from './server-tls.ts'

const [first, second] = [makeCertificate('first'), makeCertificate('second')]

/** A folder with certificates and keys. */
function filesOf(texts: Readonly<Record<string, string>>): { path: (name: string) => string } {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  return { path: (name) => join(folder, name) }
}

function client(url: string, ca: string): RawClient {
  const made = new RawClient(url, { ca })
  onTestFinished(() => made.socket.terminate())
  return made
}

/** Whose certificate somebody sees who connects now. */
async function shownBy(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', ca: [first.cert, second.cert] })
  await once(socket, 'secureConnect')
  const { subject } = socket.getPeerCertificate()
  socket.destroy()
  return String(subject.CN)
}

async function getHealth(url: string): Promise<unknown> {
  const [response] = (await once(get(`${url}/health`, { ca: first.cert }), 'response')) as [AsyncIterable<Buffer>]
  let text = ''
  for await (const chunk of response) text += chunk.toString()
  return JSON.parse(text)
}

function errorOf(act: () => unknown): { code: string; text: string } {
  try {
    act()
  } catch (error) {
    if (RealtimeError.isInstance(error)) return { code: error.code, text: `${error.message} ${error.hint}` }
    throw error
  }
  throw new Error('It was taken')
}

describe('a server with a certificate', () => {
  it('speaks wss and https on its port', async () => {
    const { url, httpUrl, port } = await startTestServer({ tls: first, path: '/realtime' })
    expect({ url, httpUrl }).toEqual({
      url: `wss://127.0.0.1:${port}/realtime`,
      httpUrl: `https://127.0.0.1:${port}/realtime`,
    })
    const [ana, bob] = [client(url, first.cert), client(url, first.cert)]
    for (const who of [ana, bob]) {
      await who.hello()
      await who.grant({ type: 'attach', channel: 'room:a' })
    }
    await ana.grant({ type: 'publish', channel: 'room:a', messages: outgoingMessages(['m1'], 'hello') })
    expect(await bob.next('message')).toMatchObject({ message: { id: 'm1' } })
    expect(await getHealth(httpUrl)).toMatchObject({ status: 'ok', connections: 2 })
  })

  it('counts connections, and lets go of those too many', async () => {
    const { url, server } = await startTestServer({ tls: first, limits: { connections: 1 } })
    const one = client(url, first.cert)
    await one.hello()
    await expect(client(url, first.cert).opened()).rejects.toThrow()
    expect(server.info().refused).toBe(1)
    one.socket.terminate()
    await one.closed
    // The server hears of the end a moment later.
    await expect.poll(() => server.info().connections).toBe(0)
    await client(url, first.cert).hello()
  })

  it('cuts a reader that stops once its budget is spent', async () => {
    const { url, server } = await startTestServer({ tls: first })
    const [ana, slow] = [client(url, first.cert), client(url, first.cert)]
    for (const who of [ana, slow]) await who.hello()
    await slow.grant({ type: 'attach', channel: 'room:a' })
    slow.socket.pause()
    for (const id of numbered('m', 400)) {
      await ana.ask({ type: 'publish', channel: 'room:a', messages: outgoingMessages([id], 'x'.repeat(60_000)) })
    }
    expect(server.info().connections).toBe(1)
  })

  it('tells clients when to come back when it closes', async () => {
    const { url, server } = await startTestServer({ tls: first })
    const ana = client(url, first.cert)
    await ana.hello()
    await server.close()
    expect((await ana.closed).code).toBe(4010)
  })
})

describe('a certificate that is read again', () => {
  it('is shown from then on, and connections go on; one that can’t be used changes nothing', async () => {
    const { path } = filesOf({ 'cert.pem': first.cert, 'key.pem': first.key })
    const tls = { cert: path('cert.pem'), key: path('key.pem') }
    const { url, port, server } = await startTestServer({ tls })
    const ana = client(url, first.cert)
    await ana.hello()
    expect(await shownBy(port)).toBe('first')

    writeFileSync(tls.cert, second.cert)
    await expect(server.reloadTls()).rejects.toMatchObject({
      code: 'invalid_argument',
      message: `The key in \`tls.key\` (${tls.key}) isn't that of the certificate in \`tls.cert\` (${tls.cert}).`,
    })
    expect(await shownBy(port)).toBe('first')
    rmSync(tls.key)
    await expect(server.reloadTls()).rejects.toThrow(/`tls.key` .* can't be read: ENOENT/)
    expect(await shownBy(port)).toBe('first')

    writeFileSync(tls.key, second.key)
    expect(await server.reloadTls()).toEqual({
      names: 'DNS:localhost, IP Address:127.0.0.1',
      validUntil: '2049-12-31T23:59:59.000Z',
    })
    expect(await shownBy(port)).toBe('second')
    await ana.barrier()
    await client(url, second.cert).hello()
    expect(server.info().connections).toBe(2)
  })

  it('is refused where there is none, and before the server listens', async () => {
    const { server } = await startTestServer()
    await expect(server.reloadTls()).rejects.toMatchObject({ code: 'invalid_argument' })
    await expect(createServer({ tls: first }).reloadTls()).rejects.toMatchObject({ code: 'connection_closed' })
  })
})

describe('the option tls', () => {
  const locked = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const
  const files = {
    'cert.pem': first.cert,
    'key.pem': first.key,
    'other.pem': second.key,
    'locked.pem': createPrivateKey(first.key).export(locked).toString(),
    'text.txt': 'hello',
    'broken.pem': first.cert.replace(/\n.{20}/, '\nAAAA'),
  }
  const [cert, key] = ['cert.pem', 'key.pem']

  it.each<[string, object, RegExp]>([
    ['no file', { cert: 'none.pem', key }, /`tls.cert` \(.*none.pem\) can't be read: ENOENT.* Name a PEM file/],
    ['a folder', { cert, key: '.' }, /`tls.key` .*can't be read: EISDIR.* Name a PEM file/],
    ['no key', { cert }, /`tls.key` is missing: a private key. Pass both/],
    ['no certificate', { cert: '', key }, /`tls.cert` is missing: a certificate. Pass both/],
    ['the two exchanged', { cert: key, key: cert }, /key.pem\) holds no PEM of a certificate. .*that is `tls.key`/],
    ['a text', { cert, key: 'text.txt' }, /text.txt\) holds no PEM of a private key. .*BEGIN PRIVATE KEY/],
    ['the key of another', { cert, key: 'other.pem' }, /other.pem\) isn't that of .*cert.pem\). Name the files/],
    ['a locked key', { cert, key: 'locked.pem' }, /locked.pem\) is locked with a passphrase. .*openssl pkey/],
    ['a broken certificate', { cert: 'broken.pem', key }, /broken.pem\) can't be used: .*in PEM/],
    ['an unknown name', { cert, key, ca: cert }, /Unknown option of `tls` "ca"/],
  ])('is refused with %s, and the error names file and fix', (_, tls, text) => {
    const { path } = filesOf(files)
    const named = Object.entries(tls).map(([part, name]) => [part, name === '' ? '' : path(String(name))])
    const error = errorOf(() => createServer({ tls: Object.fromEntries(named) as TlsOptions }))
    expect(error.code).toBe('invalid_argument')
    expect(error.text).toMatch(text)
  })

  it('shows nothing of a key that is given itself', () => {
    const { text } = errorOf(() => createServer({ tls: { cert: first.cert, key: second.key } }))
    expect(text).toContain("The key in `tls.key` isn't that of the certificate in `tls.cert`.")
    expect(text).not.toContain('BEGIN')
  })

  it('is refused for a server that is attached: the certificate is the app’s', async () => {
    const host = createHttpServer()
    await expect(createServer({ tls: first }).attach(host)).rejects.toThrow(
      /the certificate is that of the HTTP server/,
    )
    expect(host.listenerCount('upgrade')).toBe(0)
  })
})
