import { fireEvent, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { userEvent } from 'vitest/browser'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient, renderWithClient } from '../test/render.tsx'
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
      <output aria-label={`who types for ${name}`}>{typing.map(({ clientId }) => clientId).join()}</output>
    </form>
  )
}

/** Who is typing, on the page of ben. */
const typists = (): string => screen.getByRole('status', { name: 'who types for ben' }).textContent

it('shows who is typing until they stop, with one signal a change and not one a key', async () => {
  const { unmount } = renderWithClient(<Typist name="ana" />, { client: ana.client })
  renderWithClient(<Typist name="ben" />, { client: ben.client })
  await world.pass()
  const input = screen.getByRole('textbox', { name: 'ana' })

  await userEvent.type(input, 'hello')
  await world.pass()
  expect(typists()).toBe('ana')
  expect(signals(ana)).toHaveLength(1)

  await userEvent.clear(input)
  await world.pass()
  expect(typists()).toBe('')

  await userEvent.type(input, 'hello')
  // Only the click: the field keeps the focus, and nothing else says that ana has stopped.
  fireEvent.click(screen.getByRole('button', { name: 'send as ana' }))
  await world.pass()
  expect(typists()).toBe('')
  expect(signals(ana)).toHaveLength(4)

  await userEvent.type(input, 'again')
  unmount()
  await world.pass()
  expect(typists()).toBe('')
})

function signals({ calls }: Person): readonly string[] {
  return calls.filter((call) => call.startsWith('signal'))
}

it('stops typing for others when the page goes silent', async () => {
  renderWithClient(<Typist name="ana" />, { client: ana.client })
  renderWithClient(<Typist name="ben" />, { client: ben.client })
  await world.pass()
  const input = screen.getByRole('textbox', { name: 'ana' })
  await userEvent.type(input, 'h')
  await world.pass()
  expect(typists()).toBe('ana')
  await world.pass(4_500)
  expect(typists()).toBe('')
})

it('renders nothing anew when others type and only our own typing is wanted', async () => {
  const { commits } = renderHookWithClient(() => useTyping('room', { others: false }), { client: ben.client })
  renderWithClient(<Typist name="ana" />, { client: ana.client })
  await world.pass()
  const before = commits()
  await userEvent.type(screen.getByRole('textbox', { name: 'ana' }), 'hello')
  await world.pass()
  expect(commits()).toBe(before)
})
