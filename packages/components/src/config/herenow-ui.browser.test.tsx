import { fireEvent, screen } from '@testing-library/react'
import { Profiler, useState } from 'react'
import { expect, it, vi } from 'vitest'
import { findAll, render } from '../../test/render.ts'
import { collectUncaught } from '../../test/uncaught.ts'
import { PresenceAvatarsView } from '../parts/presence-avatars/presence-avatars-view.tsx'
import { sampleMember, sampleMembers, samplePicture } from '../stories/sample-members.ts'
import { arabic } from '../strings/arabic.ts'
import { HerenowUI } from './herenow-ui.tsx'
import { useFormatters } from './use-config.ts'
import type { ResolveUser } from './user-directory.ts'

const labels = (elements: readonly HTMLElement[]) => elements.map((element) => element.getAttribute('aria-label'))

it('names people as `resolveUser` does, in one render, and asks for each once', async () => {
  const resolveUser = vi.fn<ResolveUser>((id) => Promise.resolve({ name: `Dr ${id}`, avatar: samplePicture }))
  const members = sampleMembers(5).map((member) => ({ ...member, state: null }))
  let commits = 0
  const { rerender } = render(<Page />)
  function Page() {
    return (
      <HerenowUI resolveUser={resolveUser}>
        <Profiler id="page" onRender={() => (commits += 1)}>
          <PresenceAvatarsView members={members} />
          <PresenceAvatarsView members={members} />
        </Profiler>
      </HerenowUI>
    )
  }
  expect(labels(screen.getAllByRole('img'))).toContain('Grace Hopper')
  const before = commits
  await vi.waitFor(() => expect(labels(screen.getAllByRole('img'))[0]).toBe('Dr person-0'))
  expect(commits - before).toBe(1)
  expect(findAll('.hn-avatar img')).toHaveLength(10)
  rerender(<Page />)
  expect(resolveUser.mock.calls.map(([id]) => id)).toEqual(members.map(({ clientId }) => clientId))
})

it('shows people as they describe themselves where `resolveUser` fails, and reports it', async () => {
  const uncaught = collectUncaught()
  const down = () => Promise.reject(new Error('users are down'))
  render(
    <HerenowUI resolveUser={down}>
      <PresenceAvatarsView members={[sampleMember('ada', { name: 'Ada' }), sampleMember('bob', null)]} />
    </HerenowUI>,
  )
  await vi.waitFor(() => expect(uncaught[0]?.error).toEqual(new Error('users are down')))
  expect(labels(screen.getAllByRole('img'))).toEqual(['Ada', 'bob'])
})

it('puts no element around its children unless it has to say something on one', () => {
  const { container, rerender } = render(
    <HerenowUI locale="ja" strings={{ you: 'me' }}>
      text
    </HerenowUI>,
  )
  expect(container.innerHTML).toBe('text')
  rerender(
    <HerenowUI locale="ar" dir="rtl" theme="dark" density="compact">
      text
    </HerenowUI>,
  )
  const root = container.firstElementChild
  expect(root?.outerHTML).toContain('dir="rtl" lang="ar" data-theme="dark" data-density="compact"')
  expect(root instanceof HTMLElement && root.style.display).toBe('contents')
})

it('keeps what the one around it says, except what it says itself', () => {
  function Number() {
    return <output>{useFormatters().number(1234.5)}</output>
  }
  render(
    <HerenowUI locale="de" strings={arabic}>
      <HerenowUI strings={{ peopleHere: () => 'mine' }}>
        <Number />
        <PresenceAvatarsView members={sampleMembers(2)} />
      </HerenowUI>
      <HerenowUI formatters={{ number: (value) => `#${value}` }}>
        <Number />
      </HerenowUI>
    </HerenowUI>,
  )
  expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toEqual(['1.234,5', '#1234.5'])
  expect(screen.getByRole('list').getAttribute('aria-label')).toBe('mine')
  expect(screen.getAllByRole('img')[0]?.getAttribute('aria-label')).toBe('Grace Hopper، نشط')
})

it('keeps the state below it when it is told another locale', () => {
  function Counter() {
    const [count, setCount] = useState(0)
    return (
      <button type="button" onClick={() => setCount(count + 1)}>
        {count}
      </button>
    )
  }
  const { rerender } = render(
    <HerenowUI locale="en" theme="light">
      <Counter />
    </HerenowUI>,
  )
  fireEvent.click(screen.getByRole('button'))
  rerender(
    <HerenowUI locale="ja" theme="dark">
      <Counter />
    </HerenowUI>,
  )
  expect(screen.getByRole('button').textContent).toBe('1')
})
