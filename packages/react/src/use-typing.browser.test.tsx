import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { mount } from '../test/mount.tsx'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { createWorld } from '../test/world.ts'
import type { Person, World } from '../test/world.ts'
import { useTyping } from './index.ts'

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

function Typist({ name }: { readonly name: string }): ReactElement {
  const { typing, inputProps, setTyping } = useTyping('room')
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <input aria-label={name} {...inputProps} />
      <button type="button" onClick={() => setTyping(false)}>
        send as {name}
      </button>
      <output>{typing.map(({ clientId }) => clientId).join()}</output>
    </form>
  )
}

it('shows who is typing until they stop, with one signal a change and not one a key', async () => {
  const anas = mount(<Typist name="ana" />, { client: ana.client })
  const bens = mount(<Typist name="ben" />, { client: ben.client })
  await world.pass()
  const typists = (): string => bens.container.querySelector('output')?.textContent ?? ''
  const input = anas.container.querySelector('input')
  if (input === null) throw new Error('There is no input')

  await userEvent.type(input, 'hello')
  await world.pass()
  expect(typists()).toBe('ana')
  expect(signals(ana)).toHaveLength(1)

  await userEvent.clear(input)
  await world.pass()
  expect(typists()).toBe('')

  await userEvent.type(input, 'hello')
  anas.container.querySelector('button')?.click()
  await world.pass()
  expect(typists()).toBe('')
  expect(signals(ana)).toHaveLength(4)

  await userEvent.type(input, 'again')
  anas.unmount()
  await world.pass()
  expect(typists()).toBe('')
  bens.unmount()
})

function signals({ calls }: Person): readonly string[] {
  return calls.filter((call) => call.startsWith('signal'))
}

it('stops typing for others when the page goes silent', async () => {
  const anas = mount(<Typist name="ana" />, { client: ana.client })
  const bens = mount(<Typist name="ben" />, { client: ben.client })
  await world.pass()
  const input = anas.container.querySelector('input')
  if (input === null) throw new Error('There is no input')
  await userEvent.type(input, 'h')
  await world.pass()
  expect(bens.text()).toContain('ana')
  await world.pass(4_500)
  expect(bens.container.querySelector('output')?.textContent).toBe('')
  anas.unmount()
  bens.unmount()
})
