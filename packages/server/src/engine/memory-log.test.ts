import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { MemoryLog } from './memory-log.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

it('lets go of a message as soon as it is dropped, not only when its place goes', async () => {
  const log = new MemoryLog()
  const references = Array.from({ length: 10 }, (_, index) => {
    const message = { offset: index + 1, timestamp: index, text: 'x'.repeat(1_000) }
    log.append(message, index, null)
    return new WeakRef(message)
  })
  for (let left = 9; left > 0; left -= 1) log.dropOldest()
  // What a turn has looked at through a weak reference lives until its end.
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  expect(references.map((reference) => reference.deref() !== undefined)).toEqual([...Array(9).fill(false), true])
  expect(log.at(10, 0)).toBeDefined()
  expect(log.count).toBe(1)
})
