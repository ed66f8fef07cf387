import '../../styles/styles.css'
import type { Member } from '@herenow/react'
import { fireEvent, screen } from '@testing-library/react'
import type { ReactElement } from 'react'
import { expect, it, vi } from 'vitest'
import { carriedLists } from '../../../test/carried-lists.ts'
import { messagesFrom } from '../../../test/log-messages.ts'
import { openPage } from '../../../test/page.tsx'
import { Avatar, ChatLog, LiveCursors, PresenceAvatars, PresenceList, TypingIndicator } from '../../index.ts'
import type { AvatarProps } from '../../index.ts'
import { sampleMembers } from '../../stories/sample-members.ts'

// In development React compares all that a component is given: a row that is given the list makes it compare the list
// once for every row. With 1,500 people that took 45 seconds.

const crowd = sampleMembers(300)
const people = crowd.map(({ clientId, info }) => ({ clientId, info }))
const messages = messagesFrom(1, 300)

/** Components that carry a list of everyone are few, however many rows there are. */
function expectFewToCarryAll(root: Element, all: number): void {
  const carried = carriedLists(root)
  expect(carried.length).toBeGreaterThan(2)
  const carriers = carried.filter(([, length]) => length >= all).map(([name]) => name)
  expect(carriers.length, carriers.join()).toBeLessThan(12)
}

it.each<readonly [string, ReactElement]>([
  ['PresenceList', <PresenceList key="1" members={crowd} />],
  ['PresenceList in groups', <PresenceList key="2" members={crowd} groupByStatus />],
  [
    'PresenceList with rows of your own',
    <PresenceList key="3" members={crowd} renderItem={({ clientId }) => clientId} />,
  ],
  ['PresenceAvatars', <PresenceAvatars key="4" members={crowd} max={200} />],
  ['TypingIndicator', <TypingIndicator key="5" members={people} max={300} />],
  ['LiveCursors', <LiveCursors key="6" cursors={people.map((person) => ({ ...person, x: 0, y: 0 }))} />],
  ['ChatLog', <ChatLog key="7" messages={messages} />],
])('%s gives each row only what is its own', (_, element) => {
  const page = openPage()
  page.render(element)
  expectFewToCarryAll(page.host.firstElementChild ?? page.host, 150)
})

it('a list of everyone behind a button gives each row only its own member', async () => {
  const page = openPage()
  page.render(<PresenceAvatars members={crowd} max={3} />)
  fireEvent.click(screen.getByRole('button', { name: /more people/ }))
  await vi.waitFor(() => expect(page.host.querySelectorAll('.hn-presence-list-item')).toHaveLength(300))
  page.render(<PresenceAvatars members={[...crowd]} max={3} />)
  expectFewToCarryAll(page.host.firstElementChild ?? page.host, 150)
})

it('renders the row of whoever came or changed, and no other', () => {
  const rendered: string[] = []
  const Counted = (props: AvatarProps): ReactElement => {
    rendered.push(props.id)
    return <Avatar {...props} />
  }
  const page = openPage()
  const show = (members: readonly Member[]): readonly string[] => {
    rendered.length = 0
    page.render(<PresenceList members={members} slots={{ Avatar: Counted }} />)
    return [...rendered]
  }
  const [first, ...others] = crowd
  if (first === undefined) throw new Error('Nobody is here.')
  expect(show(others)).toHaveLength(299)
  expect(show([first, ...others])).toEqual([first.clientId])
  expect(show([{ ...first, state: { status: 'idle' } }, ...others])).toEqual([first.clientId])
  expect(show(others)).toEqual([])
})
