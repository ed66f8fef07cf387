import { expect, it } from 'vitest'
import { memory } from '../engine/memory-engine.ts'
import { readConfigValues } from './config-values.ts'
import { serverOptions } from './server-options.ts'
import { Settled } from './settle.ts'

/** What a configuration comes to. */
const optionsOf = (value: unknown): ReturnType<typeof serverOptions> =>
  serverOptions(new Settled([readConfigValues({ value, folder: '/', placeOf: (path) => path.join('.') }, 'serve')]), {
    engine: memory(),
  })

const secret = 'x'.repeat(32)

it('gives a server the options that a configuration has', async () => {
  const verify = (): { clientId: string } => ({ clientId: 'ana' })
  const { options, mistakes } = await optionsOf({
    port: 0,
    auth: { verify },
    origins: ['https://a.example', 'https://b.example'],
    limits: { channels: 5, messageBytes: undefined },
    rules: { '*': {}, 'news:*': { publish: false, history: { messages: 3 } } },
    trustedProxies: undefined,
  })
  expect(mistakes).toEqual([])
  expect(options).toMatchObject({
    port: 0,
    auth: { verify },
    origins: ['https://a.example', 'https://b.example'],
    limits: { channels: 5 },
    rules: { '*': {}, 'news:*': { publish: false, history: { messages: 3 } } },
  })
  expect(Object.keys(options).toSorted()).toEqual(['auth', 'engine', 'limits', 'origins', 'port', 'rules'])
})

it('keeps an empty list: no page may connect', async () => {
  const { options } = await optionsOf({ auth: { secret }, origins: [] })
  expect(options.origins).toEqual([])
})

it('takes an engine that the configuration has', async () => {
  const engine = memory()
  expect((await optionsOf({ engine })).options.engine).toBe(engine)
})

it('tells every part of a rule that is wrong, and a pattern once', async () => {
  const { mistakes } = await optionsOf({
    rules: { 'ro*': { publish: false, history: false }, 'a:*': { publish: 'no', presence: 5, histroy: 1 }, b: false },
  })
  expect(mistakes.map(({ place }) => place)).toEqual([
    'rules.ro*',
    'rules.a:*.publish',
    'rules.a:*.presence',
    'rules.a:*.histroy',
  ])
})

it('tells what is wrong with each webhook, also where it is the same', async () => {
  const url = 'https://app.example/hook'
  const good = { url, secret: `whsec_${Buffer.alloc(32, 1).toString('base64')}` }
  const { mistakes } = await optionsOf({
    webhooks: [{ url, secret: 'a' }, { url, secret: 'b' }, good, { ...good, evens: [] }],
  })
  expect(mistakes.map(({ place, problem }) => [place, problem])).toEqual([
    ['webhooks.0', '`webhook.secret` must be whsec_ and 24 to 64 bytes in base64.'],
    ['webhooks.1', '`webhook.secret` must be whsec_ and 24 to 64 bytes in base64.'],
    ['webhooks.3', 'Unknown property of `webhook` "evens".'],
  ])
  const twice = await optionsOf({ webhooks: [good, good] })
  expect(twice.mistakes).toMatchObject([
    { place: 'the settings together', problem: `Two webhooks have the name "${url}".` },
  ])
  expect(await optionsOf({ webhooks: [good, { ...good, name: 'other' }] })).toMatchObject({ mistakes: [] })
  const noList = new Settled([
    readConfigValues({ value: { webhooks: good }, folder: '/', placeOf: (path) => path.join('.') }, 'serve'),
  ])
  expect(noList.mistakes).toMatchObject([{ place: 'webhooks', problem: 'This is not a list.' }])
})

it('takes no name for anything but a name', async () => {
  const { mistakes } = await optionsOf(JSON.parse('{ "__proto__": { "port": 1 }, "limits": { "__proto__": 1 } }'))
  const settled = new Settled([
    readConfigValues(
      { value: JSON.parse('{ "__proto__": {}, "constructor": 1 }'), folder: '/', placeOf: (path) => path.join('.') },
      'serve',
    ),
  ])
  expect(mistakes).toEqual([])
  expect(settled.mistakes.map(({ place }) => place)).toEqual(['__proto__', 'constructor'])
})

it('tells of an inspector without a key where it was asked for, among other mistakes too', async () => {
  const alone = await optionsOf({ inspector: 'read' })
  expect(alone.mistakes).toMatchObject([{ place: 'inspector', problem: 'The inspector needs an `apiKey`.' }])
  const { mistakes } = await optionsOf({ inspector: 'read', port: -1, apiKey: 'short' })
  expect(mistakes.map(({ place }) => place)).toEqual(['port', 'apiKey'])
  expect((await optionsOf({ inspector: 'read', apiKey: 'a key that is long' })).mistakes).toEqual([])
})
