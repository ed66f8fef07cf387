import { afterEach, beforeEach, expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { useChannel, useConnectionEvents, useConnectionState, useRealtimeErrors, useSyncStatus } from './index.ts'

let world: World
let ana: Person
let ben: Person
beforeEach(() => {
  world = createWorld()
  ana = world.person('ana')
  ben = world.person('ben')
})
afterEach(() => world.close())
expectQuietConsole()

/** Does something and lets the world take notice. */
async function after(...doing: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all([...doing, world.pass()])
}

it('follows the connection, and renders for what the selector takes only', async () => {
  const { result, commits } = renderHookWithClient(
    () => useConnectionState((state) => (state.status === 'connected' ? 'on' : 'off')),
    { client: ana.client },
  )
  expect(result.current).toBe('off')
  await world.pass()
  expect(result.current).toBe('on')
  expect(commits()).toBeLessThanOrEqual(3)
})

it('says whether everything published has arrived, from any channel', async () => {
  const { result } = renderHookWithClient(() => useSyncStatus(), { client: ana.client })
  await world.pass()
  expect(result.current).toBe('synced')
  world.hub.goOffline()
  void ana.client.channel('room').publish('said', 1)
  await world.pass(4_000)
  expect(result.current).toBe('offline')
  world.hub.goOnline()
  await world.pass(20_000)
  expect(result.current).toBe('synced')
})

it('tells when the connection is lost for long and when it is back, to the newest handlers', async () => {
  const told: string[] = []
  const { rerender } = renderHookWithClient(
    (turn: number) =>
      useConnectionEvents({ onLost: () => told.push(`lost ${turn}`), onRestored: () => told.push(`restored ${turn}`) }),
    { client: ana.client, initialProps: 1 },
  )
  await world.pass()
  rerender(2)
  world.hub.goOffline()
  await world.pass(1_000)
  expect(told).toEqual([])
  await world.pass(4_000)
  expect(told).toEqual(['lost 2'])
  world.hub.goOnline()
  await world.pass(20_000)
  expect(told).toEqual(['lost 2', 'restored 2'])
})

it('hears errors that no call could report, while it is mounted', async () => {
  const errors: string[] = []
  renderHookWithClient(
    () => {
      useRealtimeErrors((error) => errors.push(error.code))
      useChannel('room', {
        onMessage: () => {
          throw new Error('A bug in the app')
        },
      })
    },
    { client: ana.client },
  )
  await world.pass()
  await after(ben.client.channel('room').publish('said', 1))
  expect(errors).toEqual(['listener_failed'])
})
