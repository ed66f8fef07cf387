import type { Logger } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import type { ServerOptions } from './config.ts'
import { resolveConfig } from './config.ts'
import { createServer } from './create-server.ts'

const log: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const resolve = (options: ServerOptions): ReturnType<typeof resolveConfig> => resolveConfig(options, () => log)
const secret = 'x'.repeat(32)

describe('the options of a server', () => {
  it('have defaults for development on this machine', () => {
    expect(resolve({})).toMatchObject({ port: 7070, host: '127.0.0.1', auth: null, origins: null })
    expect(resolve({}).limits).toMatchObject({
      publishesPerSecond: 1_000,
      publishBurst: 10_000,
      bufferBytes: 1_048_576,
    })
  })

  it('have lower rates with auth', () => {
    expect(resolve({ auth: { secret } }).limits).toMatchObject({ publishesPerSecond: 50, publishBurst: 100 })
    expect(resolve({ auth: { secret }, limits: { publishBurst: 7 } }).limits).toMatchObject({ publishBurst: 7 })
  })

  it.each(['0.0.0.0', '::', '192.168.0.1', 'example.com', '127.0.0.1.example.com'])(
    'do not open %s to everybody without auth',
    (host) => {
      expect(() => resolve({ host })).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
      expect(resolve({ host, auth: { secret } }).host).toBe(host)
    },
  )

  it.each(['localhost', '::1', '127.0.0.1', '127.1.2.3'])('may name this machine %s', (host) => {
    expect(resolve({ host }).host).toBe(host)
  })

  it.each<[string, object, RegExp]>([
    ['an unknown option', { prot: 1 }, /Did you mean port\? Known: port, host, path, auth/],
    ['an unknown limit', { limits: { messageByte: 1 } }, /Did you mean messageBytes\?/],
    ['an option nobody could have meant', { xyzzyxyzzy: 1 }, /^Known: /],
  ])('are refused with the known names for %s', (_, options, hint) => {
    expect(() => resolve(options)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: expect.stringMatching(hint) }),
    )
  })

  it.each<[string, ServerOptions]>([
    ['a port that is none', { port: 70_000 }],
    ['a fraction of a port', { port: 1.5 }],
    ['a limit of nothing', { limits: { messageBytes: 0 } }],
    ['signals larger than a kilobyte', { limits: { signalBytes: 1_025 } }],
    ['a rule for a part of a segment', { rules: { 'ro*': {} } }],
    ['a rule that wants a file of an engine without one', { rules: { 'room:*': { durability: 'disk' } } }],
  ])('are refused for %s', (_, options) => {
    expect(() => resolve(options)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })

  it('are refused when the server is made, not when it starts', () => {
    expect(() => createServer({ auth: { secret: 'short' } })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    )
    expect(() => createServer({ auth: { jwks: 'not a url' } })).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    )
  })
})
