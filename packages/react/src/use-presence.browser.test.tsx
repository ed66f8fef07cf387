import { useEffect } from 'react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mount } from '../test/mount.tsx'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { useMember, useMembers, usePresence, useUpdatePresence } from './index.ts'
import type { UpdatePresence, UsePresenceOptions, UsePresenceResult } from './index.ts'

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

interface ProbeProps extends UsePresenceOptions {
  readonly tell?: (presence: UsePresenceResult) => void
}

function Probe({ tell, ...options }: ProbeProps): ReactElement {
  const presence = usePresence('room', options)
  useEffect(() => {
    tell?.(presence)
  })
  return <p>{presence.members.map(({ clientId, state }) => `${clientId}:${JSON.stringify(state)}`).join()}</p>
}

const presenceCalls = ({ calls }: Person): readonly string[] => calls.filter((call) => call.startsWith('presence'))

/** Who ben sees in the room. */
async function seenByBen(): Promise<Readonly<Record<string, unknown>>> {
  const asking = ben.client.channel('room').presence.get()
  await world.pass()
  return Object.fromEntries((await asking).map(({ clientId, state }) => [clientId, state]))
}

it('says what the latest render says, once for each change of value', async () => {
  const page = mount(<Probe state={{ seat: { row: 1 } }} />, { client: ana.client })
  await world.pass()
  for (let turn = 0; turn < 10; turn += 1) page.render(<Probe state={{ seat: { row: 1 } }} />)
  await world.pass()
  expect(presenceCalls(ana)).toEqual(['presence.enter room'])

  for (let row = 2; row < 10; row += 1) page.render(<Probe state={{ seat: { row } }} />)
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: { seat: { row: 9 } } })
  expect(presenceCalls(ana).length).toBeLessThanOrEqual(3)
  expect(page.text()).toBe('ana:{"seat":{"row":9}}')
})

it('keeps the state that one component gives when another that says nothing comes and goes', async () => {
  const page = mount([<Probe key="1" state="busy" />], { client: ana.client })
  await world.pass()
  page.render([<Probe key="1" state="busy" />, <Probe key="2" />])
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: 'busy' })
  page.render([<Probe key="1" state="busy" />])
  await world.pass(3_000)
  expect(await seenByBen()).toEqual({ ana: 'busy' })
})

it('watches without taking part until it is told to enter, and leaves when it unmounts', async () => {
  let presence: UsePresenceResult | undefined
  const page = mount(<Probe enter={false} tell={(result) => (presence = result)} />, { client: ana.client })
  await world.pass()
  expect(await seenByBen()).toEqual({})

  await Promise.all([presence?.enter('now'), world.pass()])
  expect(await seenByBen()).toEqual({ ana: 'now' })
  expect(page.text()).toBe('ana:"now"')
  await Promise.all([presence?.leave(), world.pass()])
  expect(await seenByBen()).toEqual({})
  await Promise.all([presence?.enter('again'), world.pass()])
  expect(await seenByBen()).toEqual({ ana: 'again' })

  page.unmount()
  await world.pass(5_000)
  expect(await seenByBen()).toEqual({})
  // Ignored or awaited: neither is an unhandled rejection.
  void presence?.enter('too late')
  void presence?.update('too late')
  await expect(presence?.enter('too late')).rejects.toMatchObject({ code: 'connection_closed' })
  expect(await seenByBen()).toEqual({})
})

it('enters by hand with the state that it renders, and does not come back by a change of state after leaving', async () => {
  let presence: UsePresenceResult | undefined
  const probe = (state: string): ReactElement => (
    <Probe enter={false} state={state} tell={(result) => (presence = result)} />
  )
  const page = mount(probe('first'), { client: ana.client })
  await Promise.all([presence?.enter(), world.pass()])
  expect(await seenByBen()).toEqual({ ana: 'first' })
  page.render(probe('second'))
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: 'second' })

  await Promise.all([presence?.leave(), world.pass()])
  page.render(probe('third'))
  await world.pass()
  expect(await seenByBen()).toEqual({})
  await Promise.all([presence?.enter(), world.pass()])
  expect(await seenByBen()).toEqual({ ana: 'third' })
})

it('never renders for others when it asked for no members', async () => {
  const page = mount(<Probe members={false} state="here" />, { client: ana.client })
  await world.pass()
  const before = page.commits()
  await Promise.all([ben.client.channel('room').presence.enter(), world.pass()])
  expect(page.commits()).toBe(before)
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
  const page = mount(<Cursors onRender={(id) => rendered.push(id)} />, { client: ana.client, strict: false })
  await Promise.all([
    ben.client.channel('room').presence.enter(1),
    cleo.client.channel('room').presence.enter(1),
    world.pass(),
  ])
  expect(page.text()).toBe('11')
  rendered.length = 0
  await Promise.all([ben.client.channel('room').presence.update(2), world.pass()])
  expect(page.text().split('').sort()).toEqual(['1', '2'])
  expect(rendered).toEqual(['ben'])
  expect(await seenByBen()).toEqual({ ben: 2, cleo: 1 })
})

it('updates without rendering, takes part from the first update on, and ends with its component', async () => {
  const rendered = vi.fn()
  const tell = vi.fn<(update: UpdatePresence) => void>()
  function Writer(): null {
    rendered()
    const update = useUpdatePresence('room')
    useEffect(() => tell(update), [update])
    return null
  }
  const page = mount(<Writer />, { client: ana.client, strict: false })
  await world.pass()
  expect(await seenByBen()).toEqual({})
  const [update] = tell.mock.lastCall ?? []
  await Promise.all([update?.({ x: 1 }), world.pass()])
  await Promise.all([update?.((previous: unknown) => ({ ...Object(previous), y: 2 })), world.pass()])
  expect(await seenByBen()).toEqual({ ana: { x: 1, y: 2 } })
  expect(rendered).toHaveBeenCalledTimes(1)

  page.unmount()
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
  const page = mount(<Parent />, { client: ana.client })
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: 'from the child' })
  page.unmount()
  await world.pass(5_000)
  expect(await seenByBen()).toEqual({})
})
