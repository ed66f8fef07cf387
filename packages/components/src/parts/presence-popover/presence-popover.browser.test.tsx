import '../../styles/presence.css'
import { screen, within } from '@testing-library/react'
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { has } from '../../../test/engine.ts'
import { painted } from '../../../test/page.tsx'
import { find, findAll, render } from '../../../test/render.ts'
import { HerenowUI } from '../../config/herenow-ui.tsx'
import { sampleMembers } from '../../stories/sample-members.ts'
import { PresenceAvatarsView } from '../presence-avatars/presence-avatars-view.tsx'
import { keepInPlace } from './keep-in-place.ts'
import { PresencePopoverView } from './presence-popover-view.tsx'

// What is on its way in stands elsewhere.
beforeAll(() => {
  const still = document.createElement('style')
  still.textContent = '.hn-popover-box { transition: none }'
  document.head.append(still)
  return () => still.remove()
})

/** The rows of the list that is open. */
const rowsShown = () => within(screen.getByRole('dialog')).getAllByRole('listitem')

/** The panel, open or not. */
const dialog = () => screen.getByRole('dialog', { hidden: true })
const isOpen = (panel: HTMLElement) => panel.matches(':popover-open')

it('opens by keyboard without taking the focus, and closes by Escape', async () => {
  render(
    <>
      <button type="button">Before</button>
      <PresenceAvatarsView members={sampleMembers(40)} max={3} />
      <button type="button">After</button>
    </>,
  )
  const more = screen.getByRole('button', { name: /more people/ })
  await userEvent.keyboard('{Tab}{Tab}')
  expect(document.activeElement).toBe(more)
  await userEvent.keyboard('{Enter}')
  expect(isOpen(dialog())).toBe(true)
  expect(document.activeElement).toBe(more)
  await userEvent.keyboard('{Tab}')
  const list = find('.hn-popover-list')
  expect(document.activeElement).toBe(list)
  await userEvent.keyboard('{Escape}')
  expect(isOpen(dialog())).toBe(false)
  expect(document.activeElement).toBe(more)
  await userEvent.keyboard('{Tab}')
  expect(document.activeElement?.textContent).toBe('After')
})

it.runIf(has('scroll-keys'))('scrolls by keyboard', async () => {
  render(<PresencePopoverView members={sampleMembers(40)} />)
  screen.getByRole('button').click()
  const list = await vi.waitFor(() => find('.hn-popover-list'))
  list.focus()
  await userEvent.keyboard('{End}')
  await vi.waitFor(() => expect(list.scrollTop).toBeGreaterThan(0))
})

it('opens and closes by its button, and closes by a click elsewhere', async () => {
  render(
    <>
      <p style={{ position: 'fixed', bottom: 0, right: 0 }}>Elsewhere</p>
      <PresencePopoverView members={sampleMembers(3)} />
    </>,
  )
  const button = page.getByRole('button')
  await button.click()
  expect(isOpen(dialog())).toBe(true)
  await vi.waitFor(() => expect(screen.getByRole('button').getAttribute('aria-expanded')).toBe('true'))
  await button.click()
  expect(isOpen(dialog())).toBe(false)
  await vi.waitFor(() => expect(screen.getByRole('button').getAttribute('aria-expanded')).toBe('false'))
  await button.click()
  await page.getByText('Elsewhere').click()
  expect(isOpen(dialog())).toBe(false)
})

it('stays up to date while it is open, without moving the focus or the reader', async () => {
  const members = sampleMembers(40)
  const { rerender } = render(<PresencePopoverView members={members} />)
  await page.getByRole('button').click()
  await vi.waitFor(() => expect(rowsShown()).toHaveLength(40))
  const list = find('.hn-popover-list')
  list.focus()
  list.scrollTop = 200
  const rows = rowsShown()
  rerender(<PresencePopoverView members={sampleMembers(41)} />)
  expect(rowsShown().slice(0, 40)).toEqual(rows)
  expect(screen.getByRole('dialog', { name: '41 people here' })).toBe(dialog())
  expect(document.activeElement).toBe(list)
  expect(list.scrollTop).toBe(200)
})

it('has nothing in it while it is closed', () => {
  render(<PresencePopoverView members={sampleMembers(1_000)} />)
  expect(findAll('.hn-popover *')).toEqual([])
})

it.each([
  ['ltr', { left: 40 }],
  ['rtl', { right: 40 }],
] as const)('stands at its button (%s)', async (dir, at) => {
  render(
    <HerenowUI dir={dir}>
      <div style={{ position: 'absolute', top: 40, ...at }}>
        <PresencePopoverView members={sampleMembers(8)} />
      </div>
    </HerenowUI>,
  )
  await page.getByRole('button').click()
  await painted()
  expectAtButton(screen.getByRole('button'), dialog(), dir)
})

it('opens upwards where there is no room below', async () => {
  render(
    <div style={{ position: 'fixed', bottom: 8, left: 40 }}>
      <PresencePopoverView members={sampleMembers(8)} />
    </div>,
  )
  await page.getByRole('button').click()
  const panel = dialog().getBoundingClientRect()
  expect(panel.bottom).toBeLessThanOrEqual(screen.getByRole('button').getBoundingClientRect().top)
  expect(panel.top).toBeGreaterThanOrEqual(0)
})

it.each(['ltr', 'rtl'] as const)(
  'is placed by hand where CSS can’t (%s), and follows when the page moves',
  async (dir) => {
    render(
      <div dir={dir} style={{ blockSize: 2_000, padding: '300px 40px' }}>
        <PresencePopoverView members={sampleMembers(8)} />
      </div>,
    )
    const [button, panel] = [screen.getByRole('button'), dialog()]
    panel.showPopover()
    onTestFinished(keepInPlace(button, panel))
    // WebKit tells of a scroll, that of an earlier test too, only with the next frame.
    await vi.waitFor(() => expectAtButton(button, panel, dir))
    scrollTo(0, 120)
    onTestFinished(() => scrollTo(0, 0))
    await vi.waitFor(() => expectAtButton(button, panel, dir))
  },
)

it('is put where the provider says', async () => {
  const container = document.createElement('aside')
  document.body.append(container)
  onTestFinished(() => container.remove())
  render(
    <HerenowUI portalContainer={container}>
      <PresencePopoverView members={sampleMembers(3)} />
    </HerenowUI>,
  )
  expect(dialog().parentElement).toBe(container)
  await page.getByRole('button').click()
  expectAtButton(screen.getByRole('button'), dialog(), 'ltr')
})

function expectAtButton(button: HTMLElement, panel: HTMLElement, dir: 'ltr' | 'rtl'): void {
  const [at, box] = [button.getBoundingClientRect(), panel.getBoundingClientRect()]
  expect(box.top - at.bottom).toBeCloseTo(6, 0)
  const offset = dir === 'ltr' ? box.left - at.left : box.right - at.right
  expect(Math.abs(offset)).toBeLessThanOrEqual(1)
}
