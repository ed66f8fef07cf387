import '../../styles/chat.css'
import { screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from '../../../test/render.ts'
import { frames } from '../../../test/page.tsx'
import { Composer } from '../../index.ts'

// On a page of its own: WebKit gets it wrong in the first composer that it draws, and right in later ones.
it('grows as one types into a field that was drawn empty, and shrinks when the text is sent', async () => {
  render(<Composer onSend={() => undefined} />)
  const field = screen.getByRole('textbox')
  await frames(3)
  const [empty, line] = [field.clientHeight, Number.parseFloat(getComputedStyle(field).lineHeight)]
  field.focus()
  await userEvent.keyboard('One{Shift>}{Enter}{/Shift}two{Shift>}{Enter}{/Shift}three')
  await vi.waitFor(() => expect(field.clientHeight).toBeCloseTo(empty + 2 * line, 0))
  await userEvent.keyboard('{Enter}')
  await vi.waitFor(() => expect(field.clientHeight).toBe(empty))
})
