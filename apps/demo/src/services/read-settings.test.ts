import { expect, it } from 'vitest'
import { readSettings } from './read-settings.ts'
import type { Setting } from './service.ts'

const settings: readonly Setting[] = [
  { name: 'url', label: 'Address', about: 'Of it.', kind: 'socket-url', initial: 'ws://localhost:15674/ws' },
  { name: 'site', label: 'Site', about: 'Of it.', kind: 'web-url' },
  { name: 'key', label: 'Key', about: 'To it.', kind: 'text' },
]

const read = (query: string) => readSettings(settings, new URLSearchParams(query))

it('takes what is said, and else what is usual', () => {
  const url = 'ws://localhost:15674/ws'
  expect(read('')).toEqual({ values: { url, site: '', key: '' } })
  // A form sends its empty fields too.
  expect(read('service=any&url=&key=a%3Ab')).toEqual({ values: { url, site: '', key: 'a:b' } })
  expect(read('url=wss://host/ws&site=http://host:1')).toEqual({
    values: { url: 'wss://host/ws', site: 'http://host:1', key: '' },
  })
})

it.each([
  [
    'an address that is none',
    'url=localhost',
    '“url” has to be an address that begins with ws:// or wss://, such as ws://',
  ],
  ['an address of another kind', 'url=https://host', '“url” has to be an address that begins with ws:// or wss://'],
  ['a site of another kind', 'site=ws://host', '“site” has to be an address that begins with http:// or https://.'],
  ['a script in the place of an address', 'url=javascript:alert(1)', '“url” has to be an address'],
  ['a setting that there isn’t', 'ulr=ws://host', 'There is no setting “ulr” here. There is: service, url, site, key.'],
])('says what is wrong with %s', (_, query, problem) => {
  expect(read(query)).toEqual({ problem: expect.stringContaining(problem) })
})
