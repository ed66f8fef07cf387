import { defineConfig } from '@herenow/server'
import { expectTypeOf, it } from 'vitest'

it('takes the options of a server, and what only the command knows', () => {
  defineConfig({})
  defineConfig({ port: 7070, data: './data', durability: 'disk', logLevel: 'warn', readyFile: 'ready.json' })
  defineConfig({ auth: { secretFile: '/run/secrets/token', issuer: 'me' } })
  defineConfig({ auth: { verify: (token) => ({ clientId: token }) } })
  expectTypeOf(defineConfig({ memory: true }).memory).toEqualTypeOf<boolean | undefined>()
})

it('knows no other names', () => {
  // @ts-expect-error: it is `port`
  defineConfig({ prot: 1 })
  // @ts-expect-error: it is `publish`
  defineConfig({ rules: { a: { publsh: false } } })
  // @ts-expect-error: `disk` or `os`
  defineConfig({ durability: 'tape' })
})
