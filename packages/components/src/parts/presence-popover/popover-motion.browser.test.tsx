import '../../styles/styles.css'
import { screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { find, render } from '../../../test/render.ts'
import { sampleMembers } from '../../stories/sample-members.ts'
import { PresencePopoverView } from './presence-popover-view.tsx'

/** How opaque an element is on the screen: what is around it counts too. */
function opacityOf(element: Element): number {
  const around = element.parentElement
  return Number(getComputedStyle(element).opacity) * (around === null ? 1 : opacityOf(around))
}

it('fades in, and stays in sight, for readers who didn’t ask for less motion', async () => {
  expect(matchMedia('(prefers-reduced-motion: reduce)').matches).toBe(false)
  const { container } = render(
    <div style={{ position: 'fixed', top: 40, left: 40 }}>
      <PresencePopoverView members={sampleMembers(8)} />
    </div>,
  )
  const moves: string[] = []
  container.addEventListener('animationstart', ({ animationName }) => moves.push(animationName))
  screen.getByRole('button').click()
  const title = await vi.waitFor(() => find('.hn-popover-title'), { interval: 1 })
  await expect.poll(() => opacityOf(title)).toBe(1)
  expect(moves).toEqual(['hn-appear'])
})
