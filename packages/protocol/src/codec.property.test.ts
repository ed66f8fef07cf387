import {
  anything,
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  dictionary,
  integer,
  jsonValue,
  oneof,
  option,
  property,
  record,
  string,
  stringMatching,
  uint8Array,
} from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { isMessageId } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import type { ClientItem } from './client-item.ts'
import { decodeClientFrame } from './decode-client-frame.ts'
import { decodeServerFrame } from './decode-server-frame.ts'
import { encodeFrame, encodeItem } from './encode.ts'
import type { ServerItem } from './server-item.ts'

const id = integer({ min: 0, max: 2 ** 40 })
const time = integer({ min: 0, max: 2 ** 45 })
const name = stringMatching(/^[a-z_]{1,30}$/)
const channel = stringMatching(/^[A-Za-z0-9_@=-]{1,10}([.:][A-Za-z0-9_@=-]{1,10}){0,3}$/).filter(
  (s) => !s.startsWith('group:'),
)
const messageId = string({ unit: 'binary', minLength: 1, maxLength: 32 }).filter(isMessageId)
const json = jsonValue({ maxDepth: 4 })
const info = dictionary(name, string({ maxLength: 20 }), { maxKeys: 3 })
const position = record({ epoch: name, offset: integer({ min: 0, max: 2 ** 45 }) })
/** All of these fields, the optional ones there or not: never `undefined`. */
const fields = <T extends object, Optional extends object>(
  required: { [K in keyof T]: Arbitrary<T[K]> },
  optional: { [K in keyof Optional]: Arbitrary<Optional[K]> },
): Arbitrary<T & Partial<Optional>> =>
  record({ ...required, ...optional } as never, { requiredKeys: Object.keys(required) as never }) as never

const outgoing = fields(
  { id: messageId, name, data: json },
  { meta: info, store: constant(false as const), ttl: integer({ min: 1, max: 9 }) },
)
const connection = fields(
  { connectionId: name, clientId: name, state: json, enteredAt: time, updatedAt: time },
  { info },
)
const error = fields(
  { code: constantFrom('forbidden' as const, 'timeout' as const, 'server_error' as const), message: string() },
  { hint: string(), retryable: boolean(), retryAfter: time },
)
const type = <const T extends string>(value: T): Arbitrary<T> => constant(value)
const yes = constant(true as const)

const clientItem: Arbitrary<ClientItem> = oneof(
  fields({ type: type('hello'), version: id }, { clientId: name, info, token: name, resumeKey: name }),
  fields(
    { type: type('attach'), id, channel },
    {
      presence: yes,
      since: oneof(position, time),
      rewind: oneof(integer({ min: 1, max: 99 }), record({ seconds: time })),
    },
  ),
  record({ type: type('detach'), id, channel }),
  fields({ type: type('publish'), id, channel, messages: array(outgoing, { maxLength: 4 }) }, { resume: yes }),
  record({ type: type('signal'), channel, name, data: json }),
  fields(
    {
      type: type('presence'),
      id,
      channel,
      action: constantFrom('enter' as const, 'update' as const, 'leave' as const),
    },
    { state: json },
  ),
  fields({ type: type('presence-get'), id, channel }, { cursor: name }),
  record({ type: type('presence-sync'), id, channel }),
  fields(
    {
      type: type('history'),
      id,
      channel,
      limit: integer({ min: 1, max: 999 }),
      direction: constantFrom('backwards' as const, 'forwards' as const),
    },
    { start: time, end: time, before: position, after: position, until: position },
  ),
  fields(
    { type: type('here-now'), id },
    { channels: array(channel, { maxLength: 3 }), members: yes, state: yes, limit: integer({ min: 1 }), cursor: name },
  ),
  record({ type: type('where-now'), id, clientId: name }),
  fields({ type: type('watch'), id, channels: array(channel, { maxLength: 3 }) }, { all: yes }),
  record({ type: type('token'), id, token: name }),
  record({ type: type('ping'), id }),
  record({ type: type('pong') }),
)

const serverItem: Arbitrary<ServerItem> = oneof(
  fields(
    {
      type: type('welcome'),
      version: id,
      connectionId: name,
      resumeKey: name,
      clientId: name,
      resumed: boolean(),
      pingInterval: integer({ min: 1, max: 99_999 }),
      limits: fields({ messageBytes: id, signalBytes: id, frameBytes: id, channels: id }, { stateBytes: id }),
      features: array(name, { maxLength: 3 }),
    },
    { info, tokenExpiresIn: time },
  ),
  fields({ type: type('ok'), id }, { result: json }),
  fields({ type: type('error'), error }, { id, channel }),
  record({
    type: type('message'),
    channel,
    message: fields(
      { id: messageId, name, data: json, clientId: name, timestamp: time },
      { info, connectionId: name, offset: integer({ min: 1, max: 2 ** 45 }), meta: info },
    ),
  }),
  fields(
    { type: type('signal'), channel, name, data: json, clientId: name, timestamp: time },
    { info, connectionId: name },
  ),
  record({
    type: type('presence'),
    channel,
    revision: id,
    changes: array(
      oneof(
        fields(
          {
            action: constantFrom('enter' as const, 'update' as const),
            connectionId: name,
            clientId: name,
            state: json,
            enteredAt: time,
            updatedAt: time,
          },
          { info },
        ),
        record({ action: constantFrom('leave' as const, 'timeout' as const), connectionId: name, clientId: name }),
      ),
      { maxLength: 3 },
    ),
  }),
  fields(
    {
      type: type('presence-interval'),
      channel,
      revision: id,
      occupancy: integer({ min: 0, max: 9_999 }),
      joined: array(connection, { maxLength: 3 }),
      updated: array(connection, { maxLength: 3 }),
      left: array(record({ connectionId: name, clientId: name }), { maxLength: 3 }),
      timedOut: array(record({ connectionId: name, clientId: name }), { maxLength: 3 }),
    },
    { refresh: yes },
  ),
  record({
    type: type('presence-snapshot'),
    channel,
    revision: id,
    connections: array(connection, { maxLength: 3 }),
    first: boolean(),
    last: boolean(),
    settling: boolean(),
  }),
  record({
    type: type('occupancy'),
    counts: array(record({ channel, occupancy: integer({ min: 0, max: 999 }) }), { maxLength: 3 }),
  }),
  record({ type: type('detached'), channel, resumable: boolean(), error }),
  record({ type: type('ping') }),
  record({ type: type('goodbye'), error }),
)

/** JSON can't tell -0 from 0. */
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

describe('the codec', () => {
  it('reads back every frame that a client can send', () => {
    assert(
      property(array(clientItem, { minLength: 1, maxLength: 5 }), (items) => {
        const decoded = decodeClientFrame(encodeFrame(items.map(encodeItem)))
        expect(decoded).toEqual(items.map((item) => ({ item: asJson(item) })))
      }),
    )
  })

  it('reads back every frame that a server can send', () => {
    assert(
      property(array(serverItem, { minLength: 1, maxLength: 5 }), (items) => {
        const decoded = decodeServerFrame(encodeFrame(items.map(encodeItem)))
        expect(decoded).toEqual(items.map((item) => ({ item: asJson(item) })))
      }),
    )
  })

  it('makes of any bytes either items or problems, and never throws', () => {
    const bytes = oneof(
      uint8Array().map((array) => new TextDecoder().decode(array)),
      string({ unit: 'binary' }),
      anything(),
      jsonValue().map((value) => JSON.stringify(value)),
    )
    assert(
      property(bytes, (frame) => {
        for (const decode of [decodeClientFrame, decodeServerFrame]) {
          const decoded = decode(frame)
          expect(decoded.length).toBeGreaterThan(0)
          for (const { item, problem } of decoded) expect(item === undefined).toBe(problem !== undefined)
        }
      }),
    )
  })

  it('makes of any field that is off a problem that names what is wrong, with the id where it can be read', () => {
    const broken = oneof(
      constantFrom('attach', 'publish', 'history', 'presence', 'watch', 'where-now'),
      string(),
    ).chain((kind) =>
      dictionary(
        constantFrom('channel', 'messages', 'limit', 'direction', 'clientId', 'channels', 'action'),
        anything(),
      ).map((rest) => ({ ...rest, type: kind, id: 7 })),
    )
    assert(
      property(broken, option(clientItem), (item, neighbour) => {
        let text: string
        try {
          text = JSON.stringify(neighbour === null ? item : [item, neighbour])
        } catch {
          return
        }
        const [first, second] = decodeClientFrame(text)
        if (first?.problem !== undefined) {
          expect(first.problem).toMatchObject({ id: 7 })
          expect(first.problem.message).not.toBe('')
        }
        if (neighbour !== null) expect(second).toEqual({ item: asJson(neighbour) })
      }),
    )
  })
})
