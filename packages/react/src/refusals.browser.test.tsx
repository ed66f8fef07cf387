import type { RealtimeError } from '@herenow/core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { useChannel, useHistory, usePresence, useRealtimeErrors } from './index.ts'

let world: World
let ana: Person
let errors: RealtimeError[]
beforeEach(() => {
  world = createWorld()
  ana = world.person('ana')
  errors = []
  world.hub.deny('room', 'ana')
})
afterEach(() => world.close())
expectQuietConsole()

/** What the hooks of a room say of it. */
function useRoom(): string {
  const { status, error } = useChannel('room')
  const { members } = usePresence('room')
  const log = useHistory('room')
  return [status, error?.code ?? 'fine', members.length, log.status].join(' ')
}

function useRoomAndErrors(): string {
  useRealtimeErrors((error) => errors.push(error))
  return useRoom()
}

const page = () => renderHookWithClient(useRoomAndErrors, { client: ana.client }).result

it('shows a refusal in every hook, and tells it once', async () => {
  const shown = page()
  await world.pass(2_000)
  expect(shown.current).toBe('error forbidden 0 error')
  expect(errors.map(({ code }) => code)).toEqual(['forbidden'])
})

it('comes back in every hook after a reconnect', async () => {
  const shown = page()
  await world.pass(2_000)
  world.hub.allow('room', 'ana')
  world.hub.disconnect('ana')
  await world.pass(2_000)
  expect(shown.current).toBe('ready fine 1 ready')
  expect(errors).toHaveLength(1)
})

it('comes back for all when another component mounts', async () => {
  const shown = page()
  await world.pass(2_000)
  world.hub.allow('room', 'ana')
  const { result: other } = renderHookWithClient(useRoom, { client: ana.client })
  await world.pass(2_000)
  expect([shown.current, other.current]).toEqual(['ready fine 1 ready', 'ready fine 1 ready'])
})

it('comes back when somebody attaches by hand', async () => {
  const shown = page()
  await world.pass(2_000)
  world.hub.allow('room', 'ana')
  const attached = ana.client.channel('room').attach()
  await world.pass(2_000)
  await attached
  expect(shown.current).toBe('ready fine 1 ready')
})

it('shows that a right was withdrawn while it was mounted, and comes back with it', async () => {
  world.hub.allow('room', 'ana')
  const shown = page()
  await world.pass(2_000)
  expect(shown.current).toBe('ready fine 1 ready')
  world.hub.deny('room', 'ana')
  await world.pass(2_000)
  expect(shown.current).toBe('error forbidden 0 ready')
  world.hub.allow('room', 'ana')
  world.hub.disconnect('ana')
  await world.pass(2_000)
  expect(shown.current).toBe('ready fine 1 ready')
  expect(errors.map(({ code }) => code)).toEqual(['forbidden'])
})
