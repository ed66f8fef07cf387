import { screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient, renderWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { useHereNow, useWhereNow } from './index.ts'
import type { UseWhereNowResult } from './index.ts'

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
    <>
      <output>
        {one.occupancy} [{names}] {several.totalOccupancy} {all.totalOccupancy}
      </output>
      <button onClick={() => void Promise.all([one.refresh(), several.refresh(), all.refresh()])}>refresh</button>
    </>
  )
}

const count = (): string => screen.getByRole('status').textContent

it('counts who is here without attaching, and follows', async () => {
  renderWithClient(<Count />, { client: ana.client })
  await world.pass()
  expect(count()).toBe('0 [] 0 0')
  const presence = ben.client.channel('room').presence
  await after(presence.enter(), ben.client.channel('attic').presence.enter())
  expect(count()).toBe('1 [ben] 1 2')
  await after(presence.leave())
  expect(count()).toBe('0 [] 0 1')
  expect(ana.calls.filter((call) => call.startsWith('attach'))).toEqual([])
})

it('counts once when it need not be live, and again when asked', async () => {
  renderWithClient(<Count live={false} />, { client: ana.client })
  await world.pass()
  await after(ben.client.channel('room').presence.enter())
  expect(count()).toBe('0 [] 0 0')
  await userEvent.click(screen.getByRole('button', { name: 'refresh' }))
  await world.pass()
  expect(count()).toBe('1 [ben] 1 1')
})

it('counts again by itself when the connection comes after it had given up asking', async () => {
  await after(ben.client.channel('room').presence.enter())
  world.hub.goOffline('ana')
  renderWithClient(<Count />, { client: ana.client })
  await world.pass(15_000)
  world.hub.goOnline('ana')
  await world.pass(20_000)
  expect(count()).toBe('1 [ben] 1 1')
})

it('knows where somebody is, and asks once under StrictMode', async () => {
  await after(ben.client.channel('room').presence.enter())
  const { result, rerender } = renderHookWithClient<UseWhereNowResult, string | null>(
    (clientId) => useWhereNow(clientId),
    {
      client: ana.client,
      initialProps: null,
    },
  )
  await world.pass()
  expect(result.current).toMatchObject({ status: 'pending', channels: [] })
  rerender('ben')
  await world.pass()
  expect(result.current).toMatchObject({ status: 'ready', channels: ['room'] })
  expect(ana.calls.filter((call) => call.startsWith('whereNow'))).toEqual(['whereNow ben'])
  rerender('nobody')
  expect(result.current).toMatchObject({ status: 'pending', channels: [] })
})

it('keeps `refresh` the same from answer to answer, so that an effect that depends on it runs once', async () => {
  const { result } = renderHookWithClient(
    () => [
      useHereNow('room', { includeMembers: true }),
      useHereNow({ channels: ['room'] }),
      useHereNow(),
      useWhereNow('ben'),
    ],
    { client: ana.client },
  )
  const before = result.current
  await after(ben.client.channel('room').presence.enter())
  await after(...before.map(({ refresh }) => refresh()))
  expect(result.current).not.toEqual(before)
  expect(result.current.map(({ refresh }) => refresh)).toEqual(before.map(({ refresh }) => refresh))
})
