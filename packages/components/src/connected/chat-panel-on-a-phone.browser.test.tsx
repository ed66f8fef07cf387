import { createHub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import { screen } from '@testing-library/react'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { page } from 'vitest/browser'
import { find, render } from '../../test/render.ts'
import '../styles/styles.css'
import { ChatPanel } from './chat-panel.tsx'

const room = 'room:lobby'

beforeEach(async () => {
  await page.viewport(360, 740)
  return () => page.viewport(414, 896)
})

async function open(above = 0) {
  const hub = createHub()
  hub.seedHistory(
    room,
    Array.from({ length: 40 }, (_, index) => ({ name: 'said', data: `Line ${index + 1}`, clientId: 'ben' })),
  )
  const client = createClient({ adapter: hub.adapter(), clientId: 'ada' })
  render(
    <RealtimeProvider client={client}>
      <div style={{ blockSize: above }} />
      <div style={{ display: 'flex', flexDirection: 'column', blockSize: '100dvh', marginInline: -8 }}>
        <ChatPanel channel={room} />
      </div>
    </RealtimeProvider>,
  )
  onTestFinished(() => client.close())
  await vi.waitFor(() => expect(screen.getByRole('log').textContent).toContain('Line 40'))
  return { field: () => screen.getByRole('textbox'), panel: () => find('.hn-chat-panel') }
}

/** What is on top at the middle of an element, where one would touch it. */
function isInReach(element: Element): boolean {
  const { left, top, width, height } = element.getBoundingClientRect()
  return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
}

function visible(): VisualViewport {
  const { visualViewport } = window
  if (visualViewport === null) throw new Error('There is no visual viewport')
  return visualViewport
}

it('stands above a keyboard that lies over the page', async () => {
  const { field } = await open()
  const seen = vi.spyOn(visible(), 'height', 'get').mockReturnValue(740 - 320)
  onTestFinished(() => seen.mockRestore())
  field().focus()
  visible().dispatchEvent(new Event('resize'))
  expect(field().getBoundingClientRect().bottom).toBeLessThanOrEqual(740 - 320)
  expect(field().getBoundingClientRect().top).toBeGreaterThan(0)
  expect(isInReach(field())).toBe(true)
})

it('stands above a keyboard that makes the page smaller', async () => {
  const { field } = await open()
  field().focus()
  await page.viewport(360, 420)
  await vi.waitFor(() => expect(innerHeight).toBe(420))
  await vi.waitFor(() => expect(field().getBoundingClientRect().bottom).toBeLessThanOrEqual(420))
  expect(isInReach(field())).toBe(true)
})

it('stays at its foot when the window is resized while it reaches below', async () => {
  const { field, panel } = await open(500)
  await page.viewport(360, 700)
  await vi.waitFor(() => expect(panel().getBoundingClientRect().height).toBe(700))
  visible().dispatchEvent(new Event('resize'))
  expect(panel().getBoundingClientRect().bottom - field().getBoundingClientRect().bottom).toBeLessThan(40)
})
