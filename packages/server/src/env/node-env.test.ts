import { expect, it } from 'vitest'
import { nodeEnv } from './node-env.ts'

it('never hands out the same random bytes twice, whatever the sizes', () => {
  const { random } = nodeEnv
  const seen = new Set<string>()
  const kept: { readonly bytes: Uint8Array; readonly text: string }[] = []
  for (let count = 0; count < 2_000; count += 1) {
    const bytes = random.bytes(count % 500 === 499 ? 5_000 : 16)
    kept.push({ bytes, text: bytes.toString() })
    seen.add(bytes.toString())
  }
  expect(seen.size).toBe(2_000)
  for (const { bytes, text } of kept) expect(bytes.toString()).toBe(text)
  expect([random.bytes(0).length, random.bytes(9).length]).toEqual([0, 9])
})
