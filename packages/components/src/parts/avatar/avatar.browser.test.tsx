import '../../styles/presence.css'
import { screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { find, findAll, render } from '../../../test/render.ts'
import { samplePicture } from '../../stories/sample-members.ts'
import { Avatar } from './avatar.tsx'

it('writes white on a colour with at least 5.37:1, whatever the hue', () => {
  render(<Avatar id="ada" name="Ada" />)
  const face = find('.hn-avatar-face')
  const contrasts = Array.from({ length: 360 }, (_, hue) => {
    face.style.setProperty('--hn-avatar-hue', `${hue}`)
    return contrastWithWhite(getComputedStyle(face).backgroundColor)
  })
  expect(getComputedStyle(face).color).toBe('rgb(255, 255, 255)')
  expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(5.37)
  // The measure sees a bad one.
  expect(contrastWithWhite('oklch(0.55 0.12 110)')).toBeLessThan(5.37)
})

it('says name and status, or nothing where they stand beside it', () => {
  const { rerender } = render(<Avatar id="ada" name="Ada" status="idle" />)
  expect(screen.getByRole('img', { name: 'Ada, idle' })).toBe(find('.hn-avatar'))
  rerender(<Avatar id="ada" name="Ada" status="idle" decorative />)
  expect(screen.queryByRole('img', { hidden: true })).toBeNull()
  expect(find('.hn-avatar').getAttribute('role')).toBeNull()
  expect(find('.hn-avatar').getAttribute('aria-hidden')).toBe('true')
})

it('falls back to initials when the picture fails, and tries again with another', async () => {
  const { rerender } = render(<Avatar id="ada" name="Ada" src="data:image/png;base64,broken" />)
  expect(find('.hn-avatar').dataset['state']).toBe('image')
  await vi.waitFor(() => expect(find('.hn-avatar').dataset['state']).toBe('initials'))
  rerender(<Avatar id="ada" name="Ada" src={samplePicture} />)
  expect(find('.hn-avatar').dataset['state']).toBe('image')
  expect(find('.hn-avatar img').getAttribute('src')).toBe(samplePicture)
})

it('never asks for an address that is no picture', () => {
  render(<Avatar id="eve" name="Eve" src="javascript:alert(1)" />)
  const avatar = screen.getByRole('img', { name: 'Eve' })
  expect(avatar.querySelector('img')).toBeNull()
  expect(avatar.textContent).toBe('E')
})

it('keeps its size, whatever the initials and the picture', () => {
  render(
    <>
      <Avatar id="a" name="WWWWWWW MMMMMMM" />
      <Avatar id="b" name="👩‍👩‍👧‍👦 👩‍👩‍👧‍👦" />
      <Avatar id="c" name="i" src={samplePicture} />
    </>,
  )
  for (const avatar of findAll('.hn-avatar')) {
    expect([avatar.offsetWidth, avatar.offsetHeight]).toEqual([32, 32])
    expect(avatar.scrollWidth).toBeLessThanOrEqual(32)
  }
})

/** By WCAG 2: of the colour as the screen gets it. */
function contrastWithWhite(color: string): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (context === null) throw new Error('This browser has no canvas')
  context.fillStyle = color
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = [...context.getImageData(0, 0, 1, 1).data].map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}
