import { expect, it } from 'vitest'
import { sameFields } from './equality.ts'
import { valueKey } from './value-key.ts'

it('compares objects field by field, one level deep', () => {
  const list = [1]
  expect(sameFields({ list, error: null }, { error: null, list })).toBe(true)
  expect(sameFields({ list }, { list: [1] })).toBe(false)
  expect(sameFields({ a: Number.NaN }, { a: Number.NaN })).toBe(true)
})

it('tells a missing field from an undefined one', () => {
  expect(sameFields<object>({ a: undefined }, { b: undefined })).toBe(false)
  expect(sameFields<object>({}, { a: undefined })).toBe(false)
})

it('gives equal values equal keys, however they were made', () => {
  expect(valueKey({ x: 1, at: new Date(0) })).toBe(valueKey({ x: 1, at: new Date(0), gone: undefined }))
  expect(valueKey({ x: 1 })).not.toBe(valueKey({ x: 2 }))
  expect(valueKey(undefined)).not.toBe(valueKey(null))
})
