import '../../styles/chat.css'
import { act, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { find, findAll, render } from '../../../test/render.ts'
import { HerenowUI, TypingIndicator } from '../../index.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const typists = (...names: readonly string[]) => names.map((name) => ({ clientId: name, info: { name } }))
const pass = (milliseconds: number) => act(() => void vi.advanceTimersByTime(milliseconds))

function show(...names: readonly string[]) {
  const page = render(<TypingIndicator members={typists(...names)} />)
  return {
    ...page,
    turnTo: (...next: readonly string[]) => page.rerender(<TypingIndicator members={typists(...next)} />),
    seen: () => findAll('.hn-typing-line').map(({ textContent }) => textContent),
    said: () => screen.getByRole('status').textContent,
  }
}

it('names two, counts the others, and puts each name in an element of its own', () => {
  const { seen, turnTo } = show('Ada')
  expect(seen()).toEqual(['Ada is typing…'])
  turnTo('Ada', 'Grace')
  expect(seen()).toEqual(['Ada and Grace are typing…'])
  turnTo('Ada', 'Grace', 'Alan', 'Barbara')
  expect(seen()).toEqual(['Ada, Grace, and 2 others are typing…'])
  expect(findAll('.hn-typing-line bdi').map(({ textContent }) => textContent)).toEqual(['Ada', 'Grace'])
})

it('shows a change at once, and says it when it has lasted for a second', () => {
  const { seen, said, turnTo } = show()
  turnTo('Ada')
  expect([seen(), said()]).toEqual([['Ada is typing…'], ''])
  pass(999)
  expect(said()).toBe('')
  pass(1)
  expect(said()).toBe('Ada is typing…')
  turnTo()
  expect(seen()).toEqual([])
  pass(1_000)
  expect(said()).toBe('')
})

it('says nothing of somebody who stops right away, and starts no second anew for the same people', () => {
  const { said, turnTo } = show()
  turnTo('Ada')
  pass(600)
  turnTo('Ada')
  pass(400)
  expect(said()).toBe('Ada is typing…')
  turnTo('Ada', 'Grace')
  pass(900)
  turnTo('Ada')
  pass(1_000)
  expect(said()).toBe('Ada is typing…')
})

it('keeps its height when nobody types', () => {
  const { turnTo } = show()
  const height = () => find('[data-slot="typing-indicator"]').getBoundingClientRect().height
  const quiet = height()
  turnTo('Ada')
  expect(height()).toBe(quiet)
  expect(quiet).toBeGreaterThan(16)
})

it('says who it is by what `resolveUser` knows', async () => {
  vi.useRealTimers()
  render(
    <HerenowUI resolveUser={async (id) => ({ name: `Known ${id}` })}>
      <TypingIndicator members={typists('ada')} />
    </HerenowUI>,
  )
  await vi.waitFor(() => expect(find('.hn-typing-line').textContent).toBe('Known ada is typing…'))
})
