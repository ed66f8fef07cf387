import { describe, expect, it } from 'vitest'
import { messageHeaders, signalHeaders } from './outgoing.ts'
import { receivedMessage, receivedSignal } from './received.ts'

const reception = { channel: 'room', position: null, id: 'stream-7', now: 5_000 }
const read = (headers: Record<string, string>, body: string) => receivedMessage({ headers, body }, reception)
const author = { clientId: 'ana', info: { name: 'Ana 👋' }, connectionId: 'session-1' }

describe('a message of ours', () => {
  it('is read as it was written', () => {
    const sent = { id: 'm1', name: 'said', data: { a: [1] }, meta: { lang: 'de' }, store: true, ttl: null }
    expect(read(messageHeaders(sent, author, 1_234), JSON.stringify(sent.data))).toEqual({
      id: 'm1',
      channel: 'room',
      name: 'said',
      data: { a: [1] },
      clientId: 'ana',
      info: { name: 'Ana 👋' },
      connectionId: 'session-1',
      timestamp: 1_234,
      position: null,
      meta: { lang: 'de' },
    })
  })

  it('says in the properties of AMQP what they are for', () => {
    const sent = { id: 'm1', name: 'said', data: 1, meta: null, store: true, ttl: null }
    expect(messageHeaders(sent, { ...author, info: null }, 1_999)).toEqual({
      'amqp-message-id': 'm1',
      type: 'said',
      'content-type': 'application/json',
      timestamp: '1',
      persistent: 'true',
      timestamp_in_ms: '1999',
      'client-id': 'ana',
      'connection-id': 'session-1',
    })
  })

  it('is told from a signal', () => {
    const headers = signalHeaders('typing', author, 1_234)
    expect(receivedSignal({ headers, body: 'true' }, 'room', 0)).toEqual({
      channel: 'room',
      name: 'typing',
      data: true,
      ...author,
      timestamp: 1_234,
    })
    expect(receivedSignal({ headers: {}, body: 'true' }, 'room', 0)).toBeNull()
  })
})

describe('a message of another client', () => {
  it('that says nothing of itself has the id of its place, and the time of its arrival', () => {
    expect(read({}, 'hello')).toEqual({
      id: 'rabbitmq:stream-7',
      channel: 'room',
      name: 'message',
      data: 'hello',
      clientId: 'rabbitmq',
      info: null,
      connectionId: null,
      timestamp: 5_000,
      position: null,
      meta: null,
    })
  })

  it.each([
    ['JSON', { 'content-type': 'application/json' }, '{"a":1}', { a: 1 }],
    ['JSON without a word of it', {}, '7', 7],
    ['text that looks like JSON', { 'content-type': 'text/plain; charset=utf-8' }, '7', '7'],
    ['JSON that is none', { 'content-type': 'application/json' }, '{', '{'],
  ])('has as data: %s', (_, headers, body, data) => {
    expect(read(headers, body).data).toEqual(data)
  })

  it('is from the user that RabbitMQ has checked, else from the app that it names', () => {
    expect(read({ 'user-id': 'shop', 'app-id': 'orders' }, '').clientId).toBe('shop')
    expect(read({ 'app-id': 'orders' }, '').clientId).toBe('orders')
  })

  it('has the time of its property in seconds, and none that is no time', () => {
    expect(read({ timestamp: '12' }, '').timestamp).toBe(12_000)
    expect(read({ timestamp: 'soon', timestamp_in_ms: '-1' }, '').timestamp).toBe(5_000)
  })

  it('has the id of its place where its own can not be one', () => {
    // An id as messages get that bring none: whoever foretells one would hide that message.
    expect(read({ 'amqp-message-id': 'rabbitmq:stream-8' }, '').id).toBe('rabbitmq:stream-7')
    expect(read({ 'amqp-message-id': 'x'.repeat(200) }, '').id).toBe('rabbitmq:stream-7')
  })

  it.each(['[1]', '"x"', 'null', '{'])('has no meta where the header says %s', (meta) => {
    expect(read({ meta }, '').meta).toBeNull()
  })
})
