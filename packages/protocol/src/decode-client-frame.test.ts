import { describe, expect, it } from 'vitest'
import { decodeClientFrame } from './decode-client-frame.ts'
import { decodeResult } from './decode-result.ts'
import { decodeServerFrame } from './decode-server-frame.ts'
import { limits } from './limits.ts'
import { Malformed } from './problem.ts'

const problemOf = (frame: unknown): unknown => decodeClientFrame(frame)[0]?.problem
const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)])
const publish = (message: object): string =>
  JSON.stringify({
    type: 'publish',
    id: 1,
    channel: 'room',
    messages: [{ id: 'a', name: 'said', data: 1, ...message }],
  })

describe('a frame from a client', () => {
  it.each([
    ['no text', new Uint8Array(3), 'not-json'],
    ['no JSON', '{', 'not-json'],
    ['a number', '7', 'malformed'],
    ['null', 'null', 'malformed'],
    ['an empty array', '[]', 'malformed'],
    ['too many items', JSON.stringify(Array(limits.itemsPerFrame + 1).fill({ type: 'pong' })), 'malformed'],
    ['10,000 nested arrays', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'malformed'],
    ['a type that is no text', '{"type":7}', 'malformed'],
    ['a type of a newer version', '{"type":"teleport","id":3}', 'unknown-type'],
    ['a type that every object has', '{"type":"constructor"}', 'unknown-type'],
    ['a reserved channel', '{"type":"detach","id":1,"channel":"group:x"}', 'malformed'],
    ['a wildcard', '{"type":"publish","id":1,"channel":"a.*","messages":[]}', 'malformed'],
    ['an id that is no whole number', '{"type":"ping","id":1.5}', 'malformed'],
    ['an inherited field', '{"type":"ping","__proto__":{"id":1}}', 'malformed'],
    ['an infinite number', '{"type":"history","id":1,"channel":"a","limit":1e999,"direction":"forwards"}', 'malformed'],
    ['a negative offset', '{"type":"attach","id":1,"channel":"a","since":{"epoch":"e","offset":-1}}', 'malformed'],
  ])('with %s is a problem', (_, frame, kind) => {
    expect(problemOf(frame)).toMatchObject({ kind })
  })

  it.each([
    ['data that is missing', { data: undefined }],
    ['data that is nested too deep', { data: nested(limits.depth + 1) }],
    ['an id with a line feed', { id: 'a\nb' }],
    ['an id over its limit', { id: 'x'.repeat(129) }],
    ['a name over its limit', { name: 'é'.repeat(51) }],
    ['meta over its limit', { meta: { x: 'x'.repeat(2_048) } }],
    ['meta that is a list', { meta: [1] }],
    ['a time to live of 0', { ttl: 0 }],
    ['a time to live of 1.5', { ttl: 1.5 }],
  ])('with a message with %s loses only that message', (_, message) => {
    const whole = publish({}).replace('}]}', `},${JSON.stringify({ id: 'b', name: 'n', data: 1, ...message })}]}`)
    expect(decodeClientFrame(whole)[0]?.item).toMatchObject({
      type: 'publish',
      messages: [{ id: 'a' }, { malformed: expect.any(String) }],
    })
  })

  it('accepts what is just within the limits', () => {
    const frame = publish({ data: nested(limits.depth), name: 'é'.repeat(50), id: 'x'.repeat(64) })
    expect(decodeClientFrame(frame)[0]?.item).toMatchObject({ type: 'publish' })
  })

  it('takes the last of duplicate keys, and names like __proto__ as plain data', () => {
    const frame =
      '{"type":"signal","channel":"__proto__","channel":"constructor","name":"__proto__","data":{"__proto__":1}}'
    const item = decodeClientFrame(frame)[0]?.item
    expect(item).toMatchObject({ channel: 'constructor', name: '__proto__' })
    expect(JSON.stringify(item)).toContain('{"__proto__":1}')
  })

  it('ignores fields of a newer version', () => {
    expect(decodeClientFrame('{"type":"ping","id":1,"colour":"red"}')).toEqual([{ item: { type: 'ping', id: 1 } }])
  })

  it('with one broken item among others loses only that one', () => {
    const frame =
      '[{"type":"ping","id":1},{"type":"ping","id":"x"},{"type":"attach","id":9,"channel":7},{"type":"pong"}]'
    const decoded = decodeClientFrame(frame)
    expect(decoded.map(({ item, problem }) => item?.type ?? problem?.kind)).toEqual([
      'ping',
      'malformed',
      'malformed',
      'pong',
    ])
    expect(decoded[2]?.problem).toEqual({
      kind: 'malformed',
      type: 'attach',
      id: 9,
      message: 'channel is not a channel name',
    })
  })
})

describe('a frame from a server', () => {
  it('with an error code of a newer version is a server error', () => {
    const frame = '{"type":"error","error":{"code":"on_fire","message":"hot"}}'
    expect(decodeServerFrame(frame)[0]?.item).toMatchObject({ error: { code: 'server_error', message: 'hot' } })
  })

  it('carries null as data, but not nothing', () => {
    const message = { id: 'a', name: 'said', data: null, clientId: 'ana', timestamp: 1 }
    const frame = (change: object): string =>
      JSON.stringify({ type: 'message', channel: 'a', message: { ...message, ...change } })
    expect(decodeServerFrame(frame({}))[0]?.item).toMatchObject({ message: { data: null } })
    expect(decodeServerFrame(frame({ data: undefined }))[0]?.problem).toMatchObject({ message: 'data must be there' })
  })

  it('has results that are read as strictly', () => {
    expect(decodeResult.attach({ epoch: 'e', offset: 0, recovered: true, more: 1 })).toEqual({
      epoch: 'e',
      offset: 0,
      recovered: true,
    })
    expect(() => decodeResult.attach({ epoch: 'e' })).toThrow(Malformed)
    expect(() => decodeResult.history(null)).toThrow('result must be an object')
    expect(decodeResult.publish({ outcomes: [{ error: { code: 'forbidden', message: 'no' } }] })).toMatchObject({
      outcomes: [{ error: { code: 'forbidden' } }],
    })
  })
})
