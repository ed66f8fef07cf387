import { expect, it } from 'vitest'
import { expectDelivered } from './test-delivery.ts'

const watched = (...heard: readonly number[]) => ({
  heard,
  missing: (numbers: readonly number[]) => Promise.resolve(numbers.filter((number) => !heard.includes(number))),
})

it('takes what was heard once and in order, also what nobody has confirmed', async () => {
  await expect(expectDelivered(watched(0, 1, 2, 3), [0, 2, 3])).resolves.toBeUndefined()
})

it('fails where something confirmed is missing, came twice or out of order', async () => {
  await expect(expectDelivered(watched(0, 2), [0, 1, 2])).rejects.toThrow('what is missing')
  await expect(expectDelivered(watched(0, 1, 1), [0, 1])).rejects.toThrow('what was heard')
  await expect(expectDelivered(watched(1, 0), [0, 1])).rejects.toThrow('what was heard')
})
