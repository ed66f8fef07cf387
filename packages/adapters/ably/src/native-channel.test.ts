import { expect, it } from 'vitest'
import type { HasChannels } from './native-channel.ts'
import { createUseChannel } from './native-channel.ts'

function setUp() {
  const kept = new Set<string>()
  const channels = {
    get(name: string) {
      kept.add(name)
      return { name }
    },
    release: (name: string) => void kept.delete(name),
  }
  const wanted = new Set<string>()
  // The SDK's own type has dozens of members that no request needs.
  const client = { channels } as unknown as HasChannels
  return { kept, wanted, use: createUseChannel(client, (channel) => wanted.has(channel)) }
}

const many = Array.from({ length: 150 }, (_, index) => `room:${index}`)

it('keeps a hundred channels for the next request, and lets the longest unused go', async () => {
  const { kept, use } = setUp()
  for (const name of many) await use(name, () => Promise.resolve())
  expect([...kept]).toEqual(many.slice(50))
})

it('lets none go that is attached, or has a request under way', async () => {
  const { kept, wanted, use } = setUp()
  wanted.add('room:0')
  const release: (() => void)[] = []
  const under = use('room:1', () => new Promise<void>((resolve) => release.push(resolve)))
  for (const name of many.filter((it) => it !== 'room:1')) await use(name, () => Promise.resolve())
  expect(['room:0', 'room:1', 'room:2'].map((name) => kept.has(name))).toEqual([true, true, false])
  release[0]?.()
  await under
  expect(kept.has('room:1')).toBe(true)
})

it('rejects what can not be a name, and lets a channel go whose request failed', async () => {
  const { kept, use } = setUp()
  await expect(use('two words', () => Promise.resolve())).rejects.toMatchObject({ code: 'invalid_argument' })
  await expect(use('room:0', () => Promise.reject(new Error('No.')))).rejects.toThrow('No.')
  for (const name of many.slice(1, 102)) await use(name, () => Promise.resolve())
  expect(kept.has('room:0')).toBe(false)
})
