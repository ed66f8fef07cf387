import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { useChannel, useHistory } from './index.ts'

let world: World
beforeEach(() => {
  world = createWorld()
  // A hidden page gets no animation frames.
  vi.stubGlobal('requestAnimationFrame', () => 0)
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await world.close()
})
expectQuietConsole()

it('delivers and renders without animation frames, and catches up in few renders', async () => {
  const ana = world.person('ana')
  const ben = world.person('ben')
  const heard: unknown[] = []
  const { result, commits } = renderHookWithClient(
    () => {
      useChannel('room', { onMessage: ({ data }) => heard.push(data) })
      return useHistory('room').messages.map(({ data }) => data)
    },
    { client: ana.client },
  )
  await world.pass()
  const before = commits()
  const room = ben.client.channel('room')
  await Promise.all([...[1, 2, 3, 4, 5].map((data) => room.publish('said', data)), world.pass()])
  expect(heard).toEqual([1, 2, 3, 4, 5])
  expect(result.current).toEqual([1, 2, 3, 4, 5])
  expect(commits() - before).toBeLessThanOrEqual(3)
})
