import { flushSync } from 'react-dom'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'
import { RealtimeProvider, useConnectionState, useHereNow, useHistory, usePresence } from './index.ts'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.close())
expectQuietConsole()

function Page(): ReactElement {
  const status = useConnectionState((state) => state.status)
  const { messages } = useHistory('room')
  const { members } = usePresence('room')
  const { occupancy } = useHereNow('room')
  return (
    <p>
      {status} {messages.length} {members.length} {occupancy}
    </p>
  )
}

it('hydrates without a mismatch although the log has changed already, and then shows what is true', async () => {
  const { client } = world.person('ana')
  const tree = (
    <RealtimeProvider client={client}>
      <Page />
    </RealtimeProvider>
  )
  const container = document.createElement('div')
  container.innerHTML = renderToString(tree)
  expect(container.textContent).toBe('initialized 0 0 0')

  const channel = client.channel('room')
  await Promise.all([channel.attach(), channel.publish('said', 'before hydration'), world.pass()])
  expect(channel.log.getState().messages).toHaveLength(1)

  const mismatches: unknown[] = []
  const root = flushSync(() => hydrateRoot(container, tree, { onRecoverableError: (error) => mismatches.push(error) }))
  await expect.poll(() => container.textContent).toMatch(/^connected 1/)
  await world.pass()
  expect(container.textContent).toBe('connected 1 1 1')
  expect(mismatches).toEqual([])
  flushSync(() => root.unmount())
})
