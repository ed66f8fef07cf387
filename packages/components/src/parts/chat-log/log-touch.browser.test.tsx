import type { Message } from '@herenow/react'
import type { ReactElement } from 'react'
import { expect, it, onTestFinished, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { has } from '../../../test/engine.ts'
import { messagesFrom } from '../../../test/log-messages.ts'
import { frames, openPage, painted } from '../../../test/page.tsx'
import { displacement, rowBeingRead, rowsIn, scrollerIn, scrollTo } from '../../../test/reading.ts'
import { ChatLogView } from './chat-log-view.tsx'

// A finger that the browser itself moves: it scrolls as on a touch screen, and sends the events of one.

const log = (messages: readonly Message[]): ReactElement => <ChatLogView messages={messages} currentClientId="ada" />

interface Finger {
  /** It rests there, so that nothing is thrown. */
  readonly moveTo: (y: number) => Promise<void>
  readonly lift: () => Promise<void>
}

/** Puts a finger on the log, `y` px below its upper edge. */
async function touch(scroller: HTMLElement, y: number): Promise<Finger> {
  await cdp().send('Emulation.setTouchEmulationEnabled', { enabled: true })
  onTestFinished(async () => void (await cdp().send('Emulation.setTouchEmulationEnabled', { enabled: false })))
  const { left, top, width } = scroller.getBoundingClientRect()
  const frame = window.frameElement?.getBoundingClientRect() ?? { left: 0, top: 0 }
  const at = (below: number) => [{ x: frame.left + left + width / 2, y: frame.top + top + below }]
  await cdp().send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(y) })
  let place = y
  return {
    moveTo: async (end) => {
      const step = Math.sign(end - place) * 20
      while (place !== end) {
        place += step
        await painted()
        await cdp().send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(place) })
      }
      await frames(10)
    },
    lift: async () => void (await cdp().send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })),
  }
}

it.runIf(has('cdp'))('lets the end go when a finger pulls back, and leaves what one reads in its place', async () => {
  const page = openPage()
  page.render(log(messagesFrom(1, 200)))
  await frames(2)
  const scroller = scrollerIn(page.host)
  const end = scroller.scrollTop
  const finger = await touch(scroller, 60)
  await finger.moveTo(360)
  await finger.lift()
  await frames(15)
  expect(scroller.scrollTop).toBeLessThan(end - 200)
  expect(await displacement(page.host, () => page.render(log(messagesFrom(-49, 203))))).toBe(0)
})

it.runIf(has('cdp'))(
  'writes nothing while a finger holds the log, and what came meanwhile moves no row when it is lifted',
  async () => {
    const page = openPage()
    page.render(log(messagesFrom(1, 200)))
    await frames(2)
    const scroller = scrollerIn(page.host)
    await scrollTo(scroller, 600)
    const finger = await touch(scroller, 60)
    await finger.moveTo(200)
    const write = vi.spyOn(scroller, 'scrollTop', 'set')
    page.render(log(messagesFrom(-49, 203)))
    await finger.moveTo(360)
    expect(rowsIn(page.host)).toHaveLength(203)
    expect(write).not.toHaveBeenCalled()
    const read = rowBeingRead(page.host)
    const place = read.getBoundingClientRect().top
    await finger.lift()
    await vi.waitFor(() => expect(rowsIn(page.host)).toHaveLength(253))
    await frames(5)
    expect(read.getBoundingClientRect().top).toBe(place)
    expect(write).toHaveBeenCalled()
  },
)

it.runIf(has('touch'))(
  'writes nothing while the log goes on by itself, and what came meanwhile moves no row when it rests',
  async () => {
    const page = openPage()
    page.render(log(messagesFrom(1, 200)))
    await frames(2)
    const scroller = scrollerIn(page.host)
    await scrollTo(scroller, 900)
    const write = vi.spyOn(scroller, 'scrollTop', 'set')
    // In the place of momentum, which depends on how fast a finger was: a movement of the browser's own, of known length.
    const finger = new Touch({ identifier: 1, target: scroller, clientY: 100 })
    scroller.dispatchEvent(new TouchEvent('touchstart', { touches: [finger] }))
    scroller.scrollBy({ top: -500, behavior: 'smooth' })
    await painted()
    scroller.dispatchEvent(new TouchEvent('touchend', { touches: [] }))
    page.render(log(messagesFrom(-49, 203)))
    const read = rowBeingRead(page.host)
    let [place, resting] = [0, 0]
    while (rowsIn(page.host).length === 203) {
      expect(write).not.toHaveBeenCalled()
      place = scroller.scrollTop
      resting = read.getBoundingClientRect().top
      await painted()
    }
    // It went all the way.
    expect(Math.abs(place - 400)).toBeLessThanOrEqual(2)
    expect(rowsIn(page.host)).toHaveLength(253)
    await frames(5)
    expect(write).toHaveBeenCalled()
    expect(Math.abs(read.getBoundingClientRect().top - resting)).toBeLessThanOrEqual(2)
  },
)
