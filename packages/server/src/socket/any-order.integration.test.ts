import { limits } from '@herenow/protocol'
import type { Arbitrary } from 'fast-check'
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  integer,
  jsonValue,
  oneof,
  option,
  record,
  string,
} from 'fast-check'
import { expect, it } from 'vitest'
import { startTestServer } from '../testing/support/test-server.ts'

const channel = constantFrom('a', 'b:c', '__proto__', 'constructor', 'a b', '*', '')
const position = record({ epoch: constantFrom('e', '__proto__'), offset: constantFrom(0, 1, -1, 1.5, 2 ** 53) })
const message = record({
  id: constantFrom('m1', 'm2', 'no id', ''),
  name: oneof(constant('said'), string({ maxLength: 120 })),
  data: jsonValue({ maxDepth: 4 }),
  store: constantFrom(undefined, false),
  ttl: constantFrom(undefined, 1, -1),
})

/** Requests of every type, right and wrong. Ids come from the test. */
const request: Arbitrary<Readonly<Record<string, unknown>>> = oneof(
  record({
    type: constant('attach'),
    channel,
    presence: constantFrom(undefined, true),
    since: option(oneof(position, integer())),
  }),
  record({ type: constant('attach'), channel, rewind: oneof(integer(), record({ seconds: integer() })) }),
  record({ type: constant('detach'), channel }),
  record({
    type: constant('publish'),
    channel,
    messages: array(message, { maxLength: 3 }),
    resume: constantFrom(undefined, true),
  }),
  record({
    type: constant('presence'),
    channel,
    action: constantFrom('enter', 'update', 'leave', 'x'),
    state: jsonValue({ maxDepth: 3 }),
  }),
  record({ type: constant('presence-get'), channel, cursor: option(string()) }),
  record({ type: constant('presence-sync'), channel }),
  record({
    type: constant('history'),
    channel,
    limit: integer({ min: -1, max: 500 }),
    direction: constantFrom('forwards', 'backwards'),
  }),
  record({
    type: constant('history'),
    channel,
    limit: constant(5),
    direction: constant('forwards'),
    after: option(position),
  }),
  record({
    type: constant('here-now'),
    channels: option(array(channel, { maxLength: 3 })),
    members: constantFrom(undefined, true),
    cursor: option(string()),
  }),
  record({ type: constant('where-now'), clientId: string() }),
  record({ type: constant('watch'), channels: array(channel, { maxLength: 3 }), all: constantFrom(undefined, true) }),
  record({ type: constant('token'), token: string() }),
  record({ type: constant('ping') }),
  record({ type: string(), channel }),
)

it('answers every request exactly once, in whatever order they come and however they are put into frames', async () => {
  await assert(
    asyncProperty(array(array(request, { minLength: 1, maxLength: 5 }), { maxLength: 12 }), async (frames) => {
      const { client, server, complaints } = await startTestServer()
      const ana = await client({ clientId: 'ana' })
      let id = 0
      for (const items of frames) {
        const numbered = items.map((item) => ({ ...item, id: (id += 1) }))
        ana.sendText(JSON.stringify(numbered.length === 1 ? numbered[0] : numbered))
      }
      await ana.until(
        () =>
          ana.received.filter((item) => (item.type === 'ok' || item.type === 'error') && item.id !== undefined)
            .length >= id,
      )
      await ana.barrier()
      for (let asked = 1; asked <= id; asked += 1) await ana.answer(asked)
      await ana.close()
      const witness = await client()
      await witness.untilServer(() => server.info().connections === 1)
      expect(server.info().channels).toBe(0)
      expect((await server.hereNow()).totalOccupancy).toBe(0)
      expect(complaints).toEqual([])
      await server.close()
    }),
    { numRuns: 40 },
  )
})

it('bears a frame of as many items as it may have', async () => {
  const { client } = await startTestServer()
  const ana = await client()
  ana.sendText(JSON.stringify(Array.from({ length: limits.itemsPerFrame }, (_, id) => ({ type: 'ping', id }))))
  await ana.until(() => ana.all('ok').length === limits.itemsPerFrame)
  ana.sendText(JSON.stringify(Array.from({ length: limits.itemsPerFrame + 1 }, (_, id) => ({ type: 'ping', id }))))
  await ana.until(() => ana.all('error').length === 1)
})
