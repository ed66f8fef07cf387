import type { RealtimeError } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LinkEnd } from './connection/link-end.ts'
import type { RequestGate } from './request-gate.ts'
import { createRequestGate } from './request-gate.ts'

const accused: LinkEnd = { kind: 'accused', error: adapterError('connection_closed', 'STOMP died.') }
const lost: LinkEnd = { kind: 'lost', error: adapterError('connection_closed', 'Gone.') }

let gate: RequestGate
let begun: string[]
let failed: Map<string, RealtimeError>
let answers: Map<string, () => void>

beforeEach(() => {
  gate = createRequestGate()
  begun = []
  failed = new Map()
  answers = new Map()
  gate.onConnected()
})

function enter(...keys: readonly string[]): void {
  for (const key of keys) {
    gate.enter({
      key,
      begin: (answered) => {
        begun.push(key)
        answers.set(key, answered)
      },
      fail: (error) => failed.set(key, error),
    })
  }
}

/** The connection ends, and another one comes. */
function end(how: LinkEnd): void {
  gate.onDown(how)
  begun = []
  gate.onConnected()
}

it('lets all leave at once, in order', () => {
  enter('a', 'b', 'c')
  expect(begun).toEqual(['a', 'b', 'c'])
})

it('fails what is under way at the end of a connection: it may have arrived', () => {
  enter('a')
  end(lost)
  expect(failed.get('a')).toMatchObject({ code: 'connection_closed', retryable: true, outcome: 'unknown' })
})

it('suspects nobody where the network ended the connection', () => {
  enter('a', 'b')
  end(lost)
  enter('a', 'b')
  expect(begun).toEqual(['a', 'b'])
})

describe('when RabbitMQ has ended a connection', () => {
  beforeEach(() => {
    enter('good', 'bad')
    end(accused)
  })

  it('tries those that were under way one by one, and holds back what comes behind', () => {
    enter('good', 'bad', 'new')
    expect(begun).toEqual(['good'])
    answers.get('good')?.()
    expect(begun).toEqual(['good', 'bad'])
    answers.get('bad')?.()
    expect(begun).toEqual(['good', 'bad', 'new'])
  })

  it('blames the one that was alone under way when it happens again, and nobody who waited', () => {
    enter('good', 'bad', 'new')
    answers.get('good')?.()
    end(accused)
    expect(failed.get('bad')).toMatchObject({ code: 'server_error', retryable: true })
    expect(failed.get('bad')?.message).toContain('STOMP died.')
    expect(failed.get('new')).toMatchObject({ code: 'connection_closed', retryable: true })
    expect(failed.get('new')?.outcome).toBeUndefined()
  })

  it('refuses for good what has ended six connections', () => {
    for (let ends = 1; ends <= 6; ends += 1) {
      enter('bad')
      end(accused)
      expect(failed.get('bad')?.retryable).toBe(ends < 6)
    }
  })

  it('no longer suspects what was answered', () => {
    enter('good')
    answers.get('good')?.()
    enter('other', 'good')
    expect(begun).toEqual(['good', 'other', 'good'])
  })

  it('does not blame it for the end of a network', () => {
    enter('bad')
    end(lost)
    expect(failed.get('bad')).toMatchObject({ code: 'connection_closed', retryable: true })
  })

  it.each([
    ["ACCESS_REFUSED - access to exchange 'x' refused", 'forbidden'],
    ["NOT_FOUND - no exchange 'x' in vhost '/'", 'not_found'],
  ])('refuses at once for good what says: %s', (text, code) => {
    enter('bad')
    end({ kind: 'accused', error: adapterError('connection_closed', text) })
    expect(failed.get('bad')).toMatchObject({ code, retryable: false })
  })
})

describe('a reading that connections were lost for', () => {
  let stuck: string[]
  function read(key: string): void {
    gate.enter({
      key,
      begin: (answered) => {
        begun.push(key)
        answers.set(key, answered)
      },
      fail: (error) => failed.set(key, error),
      onStuck: () => stuck.push(key),
    })
  }
  beforeEach(() => {
    stuck = []
    enter('a')
    read('bad')
    enter('b')
  })

  it('leaves when nothing else is under way, and holds back what comes behind', () => {
    expect(begun).toEqual(['a'])
    answers.get('a')?.()
    expect(begun).toEqual(['a', 'bad'])
    answers.get('bad')?.()
    expect(begun).toEqual(['a', 'bad', 'b'])
  })

  it('hears alone of the next loss', () => {
    answers.get('a')?.()
    end(lost)
    expect([stuck, failed.has('bad')]).toEqual([['bad'], false])
    expect(failed.get('b')).toMatchObject({ code: 'connection_closed', retryable: true })
  })

  it('hears nothing of a loss before it has left', () => {
    end(lost)
    expect(stuck).toEqual([])
    expect(failed.get('bad')).toMatchObject({ code: 'connection_closed' })
  })

  it('is to blame where RabbitMQ ends the connection itself', () => {
    answers.get('a')?.()
    end(accused)
    expect([stuck, failed.get('bad')?.code]).toEqual([[], 'server_error'])
  })
})

it('forgets what was taken back before it left', () => {
  gate.onDown(lost)
  const leave = gate.enter({ key: 'a', begin: () => begun.push('a'), fail: () => {} })
  leave()
  gate.onConnected()
  expect(begun).toEqual([])
})
