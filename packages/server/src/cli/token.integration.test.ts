import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { runHerenow } from '../testing/support/herenow-process.ts'
import { RawClient } from '../testing/support/raw-client.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'

const secret = 'a secret that nobody could guess: 7'

describe('herenow token', () => {
  it('prints a token that a server with the same secret takes, with what the client may do', async () => {
    const folder = temporaryFolder()
    const config = { auth: { secretFile: 'secret', issuer: 'me' }, port: 0, memory: true }
    writeFileSync(join(folder, 'secret'), `${secret}\n`)
    writeFileSync(join(folder, 'herenow.config.json'), JSON.stringify(config))
    const flags = [
      '--client',
      'ana',
      '--cap',
      'room:*=subscribe,publish',
      '--cap',
      'room:*=presence',
      '--cap',
      'news=history',
    ]
    const said = await runHerenow(['token', ...flags, '--ttl', '15m', '--info', '{"name":"Ana"}'], {}, folder).exit()
    expect(said).toMatchObject({ code: 0, err: '' })
    const token = said.out.trim()
    const { exp = 0, iat = 0, jti, ...claims } = decodeJwt(token)
    expect(jti).toMatch(/^\S{16}$/)
    expect(claims).toEqual({
      sub: 'ana',
      iss: 'me',
      info: { name: 'Ana' },
      cap: { 'room:*': ['subscribe', 'publish', 'presence'], news: ['history'] },
    })
    expect(exp - iat).toBe(900)
    const server = runHerenow(['serve'], {}, folder)
    const client = new RawClient((await server.url()).split('"')[0] ?? '')
    expect(await client.hello({ token })).toMatchObject({ clientId: 'ana' })
    server.child.kill('SIGTERM')
    await server.exit()
  })

  it('finds everything that is wrong in one go', async () => {
    const args = [
      'token',
      '--cap',
      'room:*=publsh',
      '--cap',
      'ro*=publish',
      '--cap',
      'x',
      '--ttl',
      '1y',
      '--info',
      '[]',
    ]
    const { code, out, err } = await runHerenow(args, { HERENOW_TOKEN_SECRET: 'short' }, temporaryFolder()).exit()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.match(/^\S.*/gm)?.slice(1)).toEqual([
      '--cap ro*=publish',
      '--cap room:*=publsh',
      '--cap x',
      '--client',
      '--info []',
      '--ttl 1y',
      'HERENOW_TOKEN_SECRET',
    ])
    expect(err).not.toContain('short\n')
  })

  it('says what to do without a secret, or where tokens are signed by somebody else', async () => {
    const none = await runHerenow(['token', '--client', 'ana'], {}, temporaryFolder()).exit()
    expect(none.err).toMatch(/There is no secret to sign with\.\n {2}Set HERENOW_TOKEN_SECRET, or --auth-secret-file/)
    const args = ['token', '--client', 'ana', '--auth-jwks', 'https://a.example/keys']
    const other = await runHerenow(args, {}, temporaryFolder()).exit()
    expect(other.err).toMatch(/^--auth-jwks .*\n.*not signed with a secret/m)
  })
})
