import type { RealtimeError } from '@herenow/core'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mount } from '../test/mount.tsx'
import { expectQuietConsole } from '../test/quiet-console.ts'
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

function Errors(): null {
  useRealtimeErrors((error) => errors.push(error))
  return null
}

function Room(): ReactElement {
  const { status, error } = useChannel('room')
  const { members } = usePresence('room')
  const log = useHistory('room')
  return (
    <p>
      {status} {error?.code ?? 'fine'} {members.length} {log.status}
    </p>
  )
}

const page = () =>
  mount(
    <>
      <Errors />
      <Room />
    </>,
    { client: ana.client },
  )

it('shows a refusal in every hook, and tells it once', async () => {
  const shown = page()
  await world.pass(2_000)
  expect(shown.text()).toBe('error forbidden 0 error')
  expect(errors.map(({ code }) => code)).toEqual(['forbidden'])
})

it('comes back in every hook after a reconnect', async () => {
  const shown = page()
  await world.pass(2_000)
  world.hub.allow('room', 'ana')
  world.hub.disconnect('ana')
  await world.pass(2_000)
  expect(shown.text()).toBe('ready fine 1 ready')
  expect(errors).toHaveLength(1)
})

it('comes back for all when another component mounts', async () => {
  const shown = page()
  await world.pass(2_000)
  world.hub.allow('room', 'ana')
  const other = mount(<Room />, { client: ana.client })
  await world.pass(2_000)
  expect([shown.text(), other.text()]).toEqual(['ready fine 1 ready', 'ready fine 1 ready'])
})

it('comes back when somebody attaches by hand', async () => {
  const shown = page()
  await world.pass(2_000)
  world.hub.allow('room', 'ana')
  const attached = ana.client.channel('room').attach()
  await world.pass(2_000)
  await attached
  expect(shown.text()).toBe('ready fine 1 ready')
})

it('shows that a right was withdrawn while it was mounted, and comes back with it', async () => {
  world.hub.allow('room', 'ana')
  const shown = page()
  await world.pass(2_000)
  expect(shown.text()).toBe('ready fine 1 ready')
  world.hub.deny('room', 'ana')
  await world.pass(2_000)
  expect(shown.text()).toBe('error forbidden 0 ready')
  world.hub.allow('room', 'ana')
  world.hub.disconnect('ana')
  await world.pass(2_000)
  expect(shown.text()).toBe('ready fine 1 ready')
  expect(errors.map(({ code }) => code)).toEqual(['forbidden'])
})
