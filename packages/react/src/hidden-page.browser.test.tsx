import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mount } from '../test/mount.tsx'
import { expectQuietConsole } from '../test/quiet-console.ts'
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
  function Reader(): ReactElement {
    useChannel('room', { onMessage: ({ data }) => heard.push(data) })
    return (
      <p>
        {useHistory('room')
          .messages.map(({ data }) => String(data))
          .join()}
      </p>
    )
  }
  const page = mount(<Reader />, { client: ana.client })
  await world.pass()
  const before = page.commits()
  const room = ben.client.channel('room')
  await Promise.all([...[1, 2, 3, 4, 5].map((data) => room.publish('said', data)), world.pass()])
  expect(heard).toEqual([1, 2, 3, 4, 5])
  expect(page.text()).toBe('1,2,3,4,5')
  expect(page.commits() - before).toBeLessThanOrEqual(3)
})
