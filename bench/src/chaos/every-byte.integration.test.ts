import type { Channel, Client, PublishReceipt } from '@herenow/core'
import { createClient } from '@herenow/core'
import type { Server } from '@herenow/server'
import { createServer } from '@herenow/server'
import type { Direction, FaultProxy } from '@herenow/testing'
import { faultProxy, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { afterEach, beforeEach, expect, it } from 'vitest'

// The connection is cut after every single byte of a publish and of its answer. The publisher never notices more than
// a delay.

const room = 'room:cut'
let server: Server
let proxy: FaultProxy
let publisher: Client
let reader: Client
let heard: string[] = []

beforeEach(async () => {
  server = createServer({ port: 0, log: silentLogger, rules: { 'room:*': { history: { messages: 10_000 } } } })
  const { url } = await server.listen()
  proxy = await faultProxy({ target: url })
  publisher = clientOn(proxy.url, 'publisher')
  reader = clientOn(url, 'reader')
  heard = []
  reader.channel(room).subscribe(({ id }) => heard.push(id))
  await reader.channel(room).attach()
})

afterEach(async () => {
  await Promise.all([publisher.close(), reader.close()])
  await proxy.close()
  await server.close()
})

function clientOn(url: string, clientId: string): Client {
  return createClient({ adapter: websocket(url, { reconnectInterval: 2 }), clientId, log: silentLogger })
}

/** Two digits, so that every exchange has as many bytes as any other. */
type Publish = (channel: Channel) => Promise<readonly PublishReceipt[]>
const one: Publish = async (channel) => [await channel.publish('said', 10)]
const two: Publish = (channel) => Promise.all([channel.publish('said', 10), channel.publish('said', 20)])

/** How many bytes go each way while something is published. */
async function measure(publish: Publish): Promise<Readonly<Record<Direction, number>>> {
  const channel = publisher.channel(room)
  await publish(channel)
  const before = { up: proxy.bytes('up'), down: proxy.bytes('down') }
  await publish(channel)
  return { up: proxy.bytes('up') - before.up, down: proxy.bytes('down') - before.down }
}

async function publishWithCut(
  publish: Publish,
  direction: Direction,
  bytes: number,
): Promise<readonly PublishReceipt[]> {
  await publisher.connection.once('connected')
  const cuts = proxy.count('cut-after')
  proxy.inject({ kind: 'cut-after', bytes, direction }, { reach: 'present' })
  const receipts = await publish(publisher.channel(room))
  expect(proxy.count('cut-after')).toBe(cuts + 1)
  return receipts
}

async function storedIds(): Promise<readonly string[]> {
  const ids: string[] = []
  for await (const { id } of await reader.channel(room).history({ direction: 'forwards', limit: 200 })) ids.push(id)
  return ids
}

it.each<[string, Publish, number]>([
  ['a publish', one, 1],
  ['two publishes at once', two, 3],
])(
  'stores and delivers once, in order, when %s is cut anywhere on the way to the server',
  async (_, publish, step) => {
    const { up } = await measure(publish)
    const confirmed = [...(await storedIds())]
    for (let bytes = 0; bytes < up; bytes += step) {
      const receipts = await publishWithCut(publish, 'up', bytes)
      confirmed.push(...receipts.map(({ id }) => id))
      expect(receipts.every(({ position }) => position !== null)).toBe(true)
    }
    expect(await storedIds()).toEqual(confirmed)
    expect(heard).toEqual(confirmed)
  },
  60_000,
)

it('answers with the first receipt, marked as duplicate, when the answer is cut anywhere', async () => {
  const { down } = await measure(one)
  const confirmed = [...(await storedIds())]
  for (let bytes = 0; bytes < down; bytes += 1) {
    const [receipt] = await publishWithCut(one, 'down', bytes)
    expect(receipt?.duplicate).toBe(true)
    confirmed.push(receipt?.id ?? 'none')
    const [newest] = (await reader.channel(room).history({ limit: 1 })).items
    expect(newest).toMatchObject({ id: receipt?.id, position: receipt?.position })
  }
  expect(await storedIds()).toEqual(confirmed)
  expect(heard).toEqual(confirmed)
}, 60_000)
