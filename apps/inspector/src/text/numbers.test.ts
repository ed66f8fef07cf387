import { expect, it } from 'vitest'
import { amount, bytes, count, span } from './numbers.ts'

it('writes counts, amounts, bytes and spans for people', () => {
  expect([count(12_345), amount(0.25), amount(99.96), amount(1_234.5)]).toEqual(['12,345', '0.3', '100', '1,235'])
  expect([bytes(0), bytes(1_023), bytes(1_536), bytes(5 * 1_024 ** 4)]).toEqual([
    '0 B',
    '1,023 B',
    '1.5 KiB',
    '5,120 GiB',
  ])
  expect([span(900), span(61_000), span(3 * 3_600_000), span(90_000_000)]).toEqual([
    '0 s',
    '1 min 1 s',
    '3 h 0 min',
    '1 d 1 h',
  ])
})
