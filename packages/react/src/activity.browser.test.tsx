import { Activity } from 'react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderWithClient } from '../test/render.tsx'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { usePresence } from './index.ts'

// In a file of its own: React 18 has no `Activity`.

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

function Probe({ state }: { readonly state: string }): ReactElement {
  const { members } = usePresence('room', { state })
  return <p>{members.map(({ clientId, state: theirs }) => `${clientId}:${String(theirs)}`).join()}</p>
}

/** Who ben sees in the room. */
async function seenByBen(): Promise<Readonly<Record<string, unknown>>> {
  const asking = ben.client.channel('room').presence.get()
  await world.pass()
  return Object.fromEntries((await asking).map(({ clientId, state }) => [clientId, state]))
}

it('leaves after the linger while an Activity hides it, and comes back with the latest state', async () => {
  const tree = (mode: 'visible' | 'hidden', state: string): ReactElement => (
    <Activity mode={mode}>
      <Probe state={state} />
    </Activity>
  )
  const { rerender, container } = renderWithClient(tree('visible', 'first'), { client: ana.client })
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: 'first' })

  rerender(tree('hidden', 'first'))
  await world.pass(3_000)
  expect(await seenByBen()).toEqual({})
  rerender(tree('hidden', 'second'))
  await Promise.all([ben.client.channel('room').presence.enter('meanwhile'), world.pass()])
  expect(await seenByBen()).toEqual({ ben: 'meanwhile' })

  rerender(tree('visible', 'second'))
  await world.pass()
  expect(await seenByBen()).toEqual({ ana: 'second', ben: 'meanwhile' })
  expect(container.textContent.split(',').sort()).toEqual(['ana:second', 'ben:meanwhile'])
})
