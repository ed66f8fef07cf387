import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mount } from '../test/mount.tsx'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { useHereNow, useWhereNow } from './index.ts'

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

function Count({ live = true }: { readonly live?: boolean }): ReactElement {
  const one = useHereNow('room', { live, includeMembers: true })
  const several = useHereNow({ channels: ['room', 'hall'], live })
  const all = useHereNow({ live })
  const names = one.members?.map(({ clientId }) => clientId).join() ?? ''
  return (
    <p>
      {one.occupancy} [{names}] {several.totalOccupancy} {all.totalOccupancy}{' '}
      <button onClick={() => void Promise.all([one.refresh(), several.refresh(), all.refresh()])}>refresh</button>
    </p>
  )
}

it('counts who is here without attaching, and follows', async () => {
  const page = mount(<Count />, { client: ana.client })
  await world.pass()
  expect(page.text()).toBe('0 [] 0 0 refresh')
  const presence = ben.client.channel('room').presence
  await after(presence.enter(), ben.client.channel('attic').presence.enter())
  expect(page.text()).toBe('1 [ben] 1 2 refresh')
  await after(presence.leave())
  expect(page.text()).toBe('0 [] 0 1 refresh')
  expect(ana.calls.filter((call) => call.startsWith('attach'))).toEqual([])
})

it('counts once when it need not be live, and again when asked', async () => {
  const page = mount(<Count live={false} />, { client: ana.client })
  await world.pass()
  await after(ben.client.channel('room').presence.enter())
  expect(page.text()).toBe('0 [] 0 0 refresh')
  page.container.querySelector('button')?.click()
  await world.pass()
  expect(page.text()).toBe('1 [ben] 1 1 refresh')
})

it('counts again by itself when the connection comes after it had given up asking', async () => {
  await after(ben.client.channel('room').presence.enter())
  world.hub.goOffline('ana')
  const page = mount(<Count />, { client: ana.client })
  await world.pass(15_000)
  world.hub.goOnline('ana')
  await world.pass(20_000)
  expect(page.text()).toBe('1 [ben] 1 1 refresh')
})

it('knows where somebody is, and asks once under StrictMode', async () => {
  await after(ben.client.channel('room').presence.enter())
  function Where({ clientId }: { readonly clientId: string | null }): ReactElement {
    const { channels, status } = useWhereNow(clientId)
    return <p>{`${status} ${channels.join()}`}</p>
  }
  const page = mount(<Where clientId={null} />, { client: ana.client })
  await world.pass()
  expect(page.text()).toBe('pending ')
  page.render(<Where clientId="ben" />)
  await world.pass()
  expect(page.text()).toBe('ready room')
  expect(ana.calls.filter((call) => call.startsWith('whereNow'))).toEqual(['whereNow ben'])
  page.render(<Where clientId="nobody" />)
  expect(page.text()).toBe('pending ')
})
