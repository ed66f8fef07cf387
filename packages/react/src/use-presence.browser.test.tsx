import { useEffect } from 'react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient, renderWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { useMember, useMembers, usePresence, useUpdatePresence } from './index.ts'
import type { UpdatePresence, UsePresenceOptions } from './index.ts'

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

/** The presence of ana, with options that `rerender` changes. */
function presenceOfAna(initialProps: UsePresenceOptions) {
  return renderHookWithClient((options: UsePresenceOptions) => usePresence('room', options), {
    client: ana.client,
    initialProps,
  })
}

function Present(options: UsePresenceOptions): null {
  usePresence('room', options)
  return null
}

const presenceCalls = ({ calls }: Person): readonly string[] => calls.filter((call) => call.startsWith('presence'))

/** Who ben sees in the room. */
async function seenByBen(): Promise<Readonly<Record<string, unknown>>> {
  const asking = ben.client.channel('room').presence.get()
  await world.pass()
  return Object.fromEntries((await asking).map(({ clientId, state }) => [clientId, state]))
}

it('says what the latest render says, once for each change of value', async () => {
  const { result, rerender } = presenceOfAna({ state: { seat: { row: 1 } } })
  await world.pass()
  for (let turn = 0; turn < 10; turn += 1) rerender({ state: { seat: { row: 1 } } })
  await world.pass()
  expect(presenceCalls(ana)).toEqual(['presence.enter room'])

  for (let row = 2; row < 10; row += 1) rerender({ state: { seat: { row } } })
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: { seat: { row: 9 } } })
  expect(presenceCalls(ana).length).toBeLessThanOrEqual(3)
  expect(result.current.members).toMatchObject([{ clientId: 'ana', state: { seat: { row: 9 } } }])
})

it('keeps the state that one component gives when another that says nothing comes and goes', async () => {
  const page = renderWithClient([<Present key="1" state="busy" />], { client: ana.client })
  await world.pass()
  page.rerender([<Present key="1" state="busy" />, <Present key="2" />])
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: 'busy' })
  page.rerender([<Present key="1" state="busy" />])
  await world.pass(3_000)
  expect(await seenByBen()).toEqual({ ana: 'busy' })
})

it('watches without taking part until it is told to enter, and leaves when it unmounts', async () => {
  const { result, unmount } = presenceOfAna({ enter: false })
  await world.pass()
  expect(await seenByBen()).toEqual({})

  await Promise.all([result.current.enter('now'), world.pass()])
  expect(await seenByBen()).toEqual({ ana: 'now' })
  expect(result.current.members).toMatchObject([{ clientId: 'ana', state: 'now' }])
  await Promise.all([result.current.leave(), world.pass()])
  expect(await seenByBen()).toEqual({})
  await Promise.all([result.current.enter('again'), world.pass()])
  expect(await seenByBen()).toEqual({ ana: 'again' })

  unmount()
  await world.pass(5_000)
  expect(await seenByBen()).toEqual({})
  // Ignored or awaited: neither is an unhandled rejection.
  void result.current.enter('too late')
  void result.current.update('too late')
  await expect(result.current.enter('too late')).rejects.toMatchObject({ code: 'connection_closed' })
  expect(await seenByBen()).toEqual({})
})

it('enters by hand with the state that it renders, and does not come back by a change of state after leaving', async () => {
  const { result, rerender } = presenceOfAna({ enter: false, state: 'first' })
  await Promise.all([result.current.enter(), world.pass()])
  expect(await seenByBen()).toEqual({ ana: 'first' })
  rerender({ enter: false, state: 'second' })
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: 'second' })

  await Promise.all([result.current.leave(), world.pass()])
  rerender({ enter: false, state: 'third' })
  await world.pass()
  expect(await seenByBen()).toEqual({})
  await Promise.all([result.current.enter(), world.pass()])
  expect(await seenByBen()).toEqual({ ana: 'third' })
})

it('never renders for others when it asked for no members', async () => {
  const { commits } = presenceOfAna({ members: false, state: 'here' })
  await world.pass()
  const before = commits()
  await Promise.all([ben.client.channel('room').presence.enter(), world.pass()])
  expect(commits()).toBe(before)
  expect(await seenByBen()).toEqual({ ana: 'here', ben: null })
})

function Cursor({
  clientId,
  onRender,
}: {
  readonly clientId: string
  readonly onRender: (id: string) => void
}): ReactElement {
  onRender(clientId)
  return <i>{useMember('room', clientId, ({ state }) => JSON.stringify(state))}</i>
}

function Cursors({ onRender }: { readonly onRender: (id: string) => void }): ReactElement {
  onRender('list')
  const ids = useMembers(
    'room',
    ({ list }) => list.map(({ clientId }) => clientId),
    (previous, next) => previous.join() === next.join(),
  )
  return (
    <>
      {ids.map((clientId) => (
        <Cursor key={clientId} clientId={clientId} onRender={onRender} />
      ))}
    </>
  )
}

it('renders one of many members for a change of that one', async () => {
  const cleo = world.person('cleo')
  const rendered: string[] = []
  const page = renderWithClient(<Cursors onRender={(id) => rendered.push(id)} />, { client: ana.client, strict: false })
  await Promise.all([
    ben.client.channel('room').presence.enter(1),
    cleo.client.channel('room').presence.enter(1),
    world.pass(),
  ])
  expect(page.container.textContent).toBe('11')
  rendered.length = 0
  await Promise.all([ben.client.channel('room').presence.update(2), world.pass()])
  expect(page.container.textContent.split('').sort()).toEqual(['1', '2'])
  expect(rendered).toEqual(['ben'])
  expect(await seenByBen()).toEqual({ ben: 2, cleo: 1 })
})

it('updates without rendering, takes part from the first update on, and ends with its component', async () => {
  const rendered = vi.fn()
  const { result, unmount } = renderHookWithClient(
    () => {
      rendered()
      return useUpdatePresence('room')
    },
    { client: ana.client, strict: false },
  )
  await world.pass()
  expect(await seenByBen()).toEqual({})
  const update: UpdatePresence = result.current
  await Promise.all([update({ x: 1 }), world.pass()])
  await Promise.all([update((previous: unknown) => ({ ...Object(previous), y: 2 })), world.pass()])
  expect(await seenByBen()).toEqual({ ana: { x: 1, y: 2 } })
  expect(rendered).toHaveBeenCalledTimes(1)

  unmount()
  await world.pass(5_000)
  expect(await seenByBen()).toEqual({})
})

it('hears an update that a child makes in its own effect, before the parent has entered', async () => {
  function Child(): null {
    const update = useUpdatePresence('room')
    useEffect(() => void update('from the child'), [update])
    return null
  }
  function Parent(): ReactElement {
    usePresence('room')
    return <Child />
  }
  const { unmount } = renderWithClient(<Parent />, { client: ana.client })
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: 'from the child' })
  unmount()
  await world.pass(5_000)
  expect(await seenByBen()).toEqual({})
})
