import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeCertificate } from '../testing/support/certificate.ts'
import { runHerenow } from '../testing/support/herenow-process.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'

const [first, second] = [makeCertificate('first'), makeCertificate('second')]

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

async function greet(url: string, ca: string): Promise<RawClient> {
  const client = new RawClient(url, { ca })
  onTestFinished(() => client.socket.terminate())
  await client.hello()
  return client
}

it('herenow serve shows a certificate, and at SIGHUP the new one, or logs why not', async () => {
  const folder = folderWith({ 'cert.pem': first.cert, 'key.pem': first.key })
  const files = ['--tls-cert', 'cert.pem', '--tls-key', 'key.pem']
  const running = runHerenow(['serve', '--memory', '--port', '0', ...files], {}, folder)
  const url = (await running.url()).split('"')[0] ?? ''
  expect(url).toMatch(/^wss:\/\/127\.0\.0\.1:\d+$/)
  const ana = await greet(url, first.cert)

  writeFileSync(join(folder, 'cert.pem'), second.cert)
  running.child.kill('SIGHUP')
  const refused = await running.printed(/.*certificate is refused.*/)
  expect(JSON.parse(refused.match)).toMatchObject({
    level: 50,
    msg: 'The new TLS certificate is refused: the one before stays',
    details: {
      reason: expect.stringContaining(`(${join(folder, 'key.pem')}) isn't that of the certificate`) as unknown,
      hint: expect.stringContaining('Name the files of one certificate.') as unknown,
    },
  })
  await greet(url, first.cert)

  writeFileSync(join(folder, 'key.pem'), second.key)
  running.child.kill('SIGHUP')
  const read = await running.printed(/.*was read again.*/)
  expect(JSON.parse(read.match)).toMatchObject({
    level: 30,
    details: { validUntil: '2049-12-31T23:59:59.000Z' },
  })
  await greet(url, second.cert)
  await ana.barrier()
  running.child.kill('SIGTERM')
  expect(await running.exit()).toMatchObject({ code: 0, err: '' })
})

it('herenow serve takes both from its configuration, a file by its path there or the PEM itself', async () => {
  const config = { port: 0, memory: true, tls: { cert: first.cert, key: 'key.pem' } }
  const folder = folderWith({ 'herenow.config.json': JSON.stringify(config), 'key.pem': first.key })
  const running = runHerenow(['serve'], {}, folder)
  await greet((await running.url()).split('"')[0] ?? '', first.cert)
  running.child.kill('SIGTERM')
  expect(await running.exit()).toMatchObject({ code: 0 })
})

it.each<[string, readonly string[], Record<string, string>, object, readonly RegExp[]]>([
  [
    'both files',
    ['--tls-cert', 'none.pem'],
    { HERENOW_TLS_KEY: 'text' },
    {},
    [/^--tls-cert none.pem\n.*can't be read.*\n.*may read/m, /^HERENOW_TLS_KEY\n.*holds no PEM of a private key/m],
  ],
  ['a key that is missing', ['--tls-cert', 'cert.pem'], {}, {}, [/^--tls-cert cert.pem\n.*`tls.key` is missing/m]],
  ['the key of another', [], {}, { cert: 'cert.pem', key: 'other.pem' }, [/\(tls.cert\)\n.*isn't that of/m]],
  ['nothing at all, as unset variables leave it', [], {}, {}, [/\(tls\)\n.*`tls.cert` is missing/]],
  ['a PEM in place of a file', [], { HERENOW_TLS_KEY: first.key }, {}, [/^HERENOW_TLS_KEY\n.*the path of a PEM file/m]],
])('herenow serve exits with 2 for %s', async (_, args, environment, tls, texts) => {
  const folder = folderWith({
    'herenow.config.json': JSON.stringify({ tls }),
    'cert.pem': first.cert,
    'other.pem': second.key,
    text: 'text',
  })
  const { code, err } = await runHerenow(['serve', '--memory', ...args], environment, folder).exit()
  expect(code).toBe(2)
  for (const text of texts) expect(err).toMatch(text)
  expect(err).not.toContain(first.key.slice(30, 60))
})
