import { array, assert, constantFrom, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRoutes, wordsOf } from './routes.ts'

const usual = { exchange: 'amq.topic', streamPrefix: 'herenow.', routingKey: wordsOf }

describe('a routing key', () => {
  it('has a word for each part of the name', () => {
    expect(wordsOf('room:a:b')).toBe('room.a.b')
    expect(wordsOf('v1.2:room')).toBe('v1:2.room')
  })

  it('belongs to one channel only', () => {
    const name = tuple(constantFrom('a', 'b'), array(tuple(constantFrom(':', '.'), constantFrom('a', 'b')))).map(
      (parts) => parts.flat(2).join(''),
    )
    assert(property(name, name, (one, other) => (wordsOf(one) === wordsOf(other)) === (one === other)))
    assert(property(name, (one) => wordsOf(wordsOf(one)) === one))
  })
})

describe('the route of a channel', () => {
  it('leads to a stream of its own, and for what is not kept to the exchange', () => {
    expect(createRoutes(usual)('room:a')).toEqual({
      stream: '/queue/herenow.room.a',
      streamInput: '/amq/queue/herenow.room.a',
      live: '/exchange/amq.topic/room.a',
    })
  })

  it('escapes what would end a part of the destination', () => {
    const routeOf = createRoutes({ ...usual, exchange: 'a/b', streamPrefix: 'x/' })
    expect(routeOf('room')).toMatchObject({ stream: '/queue/x%2Froom', live: '/exchange/a%2Fb/room' })
  })

  it.each(['*', 'room.*', '#', 'a.#.b', '', 'a..b', 'x'.repeat(248)])('can not have the key "%s"', (key) => {
    const routeOf = createRoutes({ ...usual, routingKey: () => key })
    expect(() => routeOf('room')).toThrow(expect.objectContaining({ code: 'invalid_argument', channel: 'room' }))
  })

  it.each([undefined, null, 7])('can not have the key %j', (key) => {
    // @ts-expect-error what JavaScript lets pass
    const routeOf = createRoutes({ ...usual, routingKey: () => key })
    expect(() => routeOf('room')).toThrow(expect.objectContaining({ code: 'invalid_argument', channel: 'room' }))
  })

  it('can not have the key of another channel', () => {
    const routeOf = createRoutes({ ...usual, routingKey: (channel) => channel.slice(0, 4) })
    expect(routeOf('room:a')).toEqual(routeOf('room:a'))
    expect(() => routeOf('room:b')).toThrow(/"room:a" and "room:b" have one routing key, "room"/)
  })

  it('is there for every name that a channel can have, and no other', () => {
    expect(createRoutes(usual)('x'.repeat(200)).stream).toHaveLength(215)
    expect(() => createRoutes(usual)('a.*')).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })
})
