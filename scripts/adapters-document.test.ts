import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ably } from '@herenow/ably'
import type { Capabilities } from '@herenow/adapter'
import { centrifugo } from '@herenow/centrifugo'
import { createHub } from '@herenow/memory'
import { pubnub } from '@herenow/pubnub'
import { rabbitmq } from '@herenow/rabbitmq'
import type { ConformanceClaims } from '@herenow/testing'
import { conformanceCases } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { Client } from '@stomp/stompjs'
import { Realtime } from 'ably'
import { Centrifuge } from 'centrifuge'
import PubNub from 'pubnub'
import { expect, it } from 'vitest'
import { root } from './document-examples.ts'

// What adapters claim is what the conformance tests test, so the tables are made from that.

/** In the order of the columns. */
const adapters: Readonly<Record<string, Capabilities>> = {
  websocket: websocket('ws://localhost').capabilities,
  memory: createHub().adapter().capabilities,
  centrifugo: centrifugo(() => new Centrifuge('ws://localhost')).capabilities,
  rabbitmq: rabbitmq((options) => new Client(options)).capabilities,
  ably: ably((options) => new Realtime(options)).capabilities,
  pubnub: pubnub((options) => new PubNub({ subscribeKey: 'demo', ...options })).capabilities,
}

/** What depends on how the service is configured. A session says what is less. */
const depends: Readonly<Record<string, readonly string[]>> = {
  centrifugo: ['recovery', 'history', 'presence', 'here now', 'occupancy'],
  rabbitmq: ['recovery', 'history', 'one order for all'],
  ably: ['history'],
  pubnub: ['recovery', 'history', 'presence', 'here now', 'where now', 'occupancy'],
}

const yes = (value: boolean): string => (value ? 'yes' : 'no')
const rows: Readonly<Record<string, (it: Capabilities) => string>> = {
  recovery: ({ recovery }) => (recovery === 'none' ? 'no' : `by ${recovery}`),
  history: ({ history }) => (history === 'none' ? 'no' : history === 'full' ? 'both ways' : 'forwards'),
  'time of messages': ({ timestamps }) => `the ${timestamps}’s`,
  'asking by time': ({ timestamps }) => yes(timestamps === 'service'),
  'one order for all': ({ order }) => yes(order === 'channel'),
  'confirmed publishes': ({ confirm }) => yes(confirm),
  'positions in receipts': ({ receipts }) => yes(receipts),
  'a repeated id is stored once': ({ idempotency }) => yes(idempotency),
  '`store` and `ttl` of a message': ({ retention }) =>
    retention === 'store' ? '`store`' : yes(retention === 'message'),
  'who clients are': ({ identity }) => identity,
  presence: ({ presence }) => (presence === 'none' ? 'no' : presence.enter === 'explicit' ? 'entered' : 'with attach'),
  'state of members': ({ presence }) => yes(presence !== 'none' && presence.state),
  'here now': ({ hereNow }) => (hereNow === 'none' ? 'no' : hereNow === 'global' ? 'all channels' : 'named channels'),
  'where now': ({ whereNow }) => yes(whereNow),
  occupancy: ({ occupancy }) => (occupancy === 'none' ? 'no' : occupancy === 'push' ? 'pushed' : 'asked for'),
  signals: ({ signals }) => yes(signals),
  'bytes of a message': ({ maxMessageBytes }) => maxMessageBytes.toLocaleString('en'),
}

/** What the suites of an adapter test besides what it claims by itself. */
const suites: Readonly<Record<string, Pick<ConformanceClaims, 'refuses' | 'hidesPresence'>>> = {
  websocket: { refuses: true, hidesPresence: true },
  memory: { refuses: true, hidesPresence: true },
  centrifugo: { refuses: true },
  rabbitmq: {},
  ably: { refuses: true },
  pubnub: { refuses: true },
}

function conformanceOf(name: string, capabilities: Capabilities): string {
  const { run, notClaimed } = conformanceCases({ capabilities, ...suites[name] })
  return `${run.length}, ${notClaimed.length} not claimed`
}

/** Rows of cells, the names of the adapters first. */
type Table = readonly (readonly string[])[]

function table(): Table {
  const names = Object.keys(adapters)
  const lines = Object.entries(rows).map(([row, say]) => {
    const cells = names.map((name) => {
      const capabilities = adapters[name]
      const mark = depends[name]?.includes(row) ? ' ¹' : ''
      return capabilities ? `${say(capabilities)}${mark}` : ''
    })
    return [row, ...cells]
  })
  const cases = names.map((name) => (adapters[name] ? conformanceOf(name, adapters[name]) : ''))
  return [['', ...names], ...lines, ['conformance tests', ...cases]]
}

/** The rows and adapters that the README shows. */
const inReadme = {
  rows: ['', 'recovery', 'history', 'presence', 'state of members', 'here now', 'signals'],
  columns: ['', 'websocket', 'centrifugo', 'rabbitmq', 'ably', 'pubnub'],
}

function excerpt(of: Table): Table {
  const [names = []] = of
  return of
    .filter(([row = '']) => inReadme.rows.includes(row))
    .map((cells) => cells.filter((_cell, index) => inReadme.columns.includes(names[index] ?? '')))
}

/** The first table of a page behind a heading. */
async function tableOf(page: string, heading: string): Promise<Table> {
  const text = await readFile(join(root, page), 'utf8')
  const [, behind = ''] = text.split(heading)
  const [found = ''] = /(?:^\|.*\|\n)+/m.exec(behind) ?? []
  return found
    .trim()
    .split('\n')
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
    .filter((cells) => !cells.every((cell) => /^-+$/.test(cell)))
}

it('shows in docs/adapters.md what the adapters claim', async () => {
  expect(await tableOf('docs/adapters.md', '# Adapters')).toEqual(table())
})

it('shows some of it in the README', async () => {
  expect(await tableOf('README.md', '## On other services')).toEqual(excerpt(table()))
})
