import { RealtimeError } from '@herenow/adapter'
import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { jsonCopy } from './json-copy.ts'

function messageOf(value: unknown): string {
  try {
    jsonCopy(value, 'The data of "said"')
  } catch (error) {
    if (RealtimeError.isInstance(error) && error.code === 'invalid_argument') return error.message
    throw error
  }
  return 'taken'
}
const refusal = (what: string): string => `The data of "said" can't be sent as JSON: ${what}.`

class Point {
  readonly x = 1
  readonly tags = new Set(['a'])
}
const cycle: { self?: unknown } = {}
cycle.self = { deep: cycle }

describe('data that would not arrive as it is', () => {
  it.each([
    [new Map([['a', 1]]), 'it is a Map'],
    [{ tags: new Set(['a']) }, 'tags is a Set'],
    [{ items: [0, { 'my key': new Map() }] }, 'items[1]["my key"] is a Map'],
    [[new ArrayBuffer(8)], '[0] is an ArrayBuffer'],
    [{ bytes: new Uint8Array(2) }, 'bytes is a Uint8Array'],
    [{ bytes: Buffer.from('a') }, 'bytes is a Buffer'],
    [{ view: new DataView(new ArrayBuffer(2)) }, 'view is a DataView'],
    [{ file: new Blob(['a']) }, 'file is a Blob'],
    [{ error: new TypeError('no') }, 'error is an Error'],
    [{ pattern: /a/ }, 'pattern is a RegExp'],
    [{ later: Promise.resolve(1) }, 'later is a Promise'],
    [{ query: new URLSearchParams('a=1') }, 'query is a URLSearchParams'],
    [{ weak: new WeakMap() }, 'weak is a WeakMap'],
    [{ count: 1n }, 'count is a BigInt'],
    [{ x: Number.NaN }, 'x is NaN'],
    [{ x: -Infinity }, 'x is -Infinity'],
    [new Point(), 'tags is a Set'],
    [cycle, 'self.deep is a reference to what it is in'],
  ])('is refused with the path to it: %o', (value, what) => {
    expect(messageOf(value)).toBe(refusal(what))
  })

  it.each([1n, Number.NaN, undefined, () => 1, Symbol('a')])('is refused when it is all there is: %o', (value) => {
    expect(messageOf(value)).toBe('The data of "said" can\'t be sent as JSON.')
  })

  it('is refused where a toJSON fails or gives nothing', () => {
    const failing = {
      toJSON() {
        throw new Error('no')
      },
    }
    expect(messageOf({ failing })).toBe('The data of "said" can\'t be sent as JSON.')
    expect(messageOf({ toJSON: () => undefined })).toBe('The data of "said" can\'t be sent as JSON.')
  })
})

describe('data that JSON carries', () => {
  it('is copied, with the results of toJSON and without what JSON leaves out', () => {
    const date = new Date(0)
    const value = { date, url: new URL('https://a.example'), left: undefined, call: () => 1, list: [null, { a: '' }] }
    expect(jsonCopy(value, 'it').value).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      url: 'https://a.example/',
      list: [null, { a: '' }],
    })
    expect(jsonCopy(Object.create(null, { a: { value: 1, enumerable: true } }), 'it').value).toEqual({ a: 1 })
    for (const plain of [null, true, 0, '', [], {}]) expect(jsonCopy(plain, 'it').value).toEqual(plain)
  })

  it('may hold the same object twice', () => {
    const shared = { a: 1 }
    expect(jsonCopy([shared, shared], 'it').value).toEqual([shared, shared])
  })
})
