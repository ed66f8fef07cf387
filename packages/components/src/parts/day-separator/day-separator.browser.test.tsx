import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openPage } from '../../../test/page.tsx'
import { HerenowUI } from '../../config/herenow-ui.tsx'
import { DaySeparator } from './day-separator.tsx'

const hour = 3_600_000
const evening = Date.UTC(2026, 10, 21, 23, 30)

beforeEach(() => {
  vi.useFakeTimers({ now: evening, toFake: ['Date', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

it('says today, then yesterday when midnight has passed, then the date, without a render of its parent', async () => {
  const page = openPage()
  page.render(
    <HerenowUI timeZone="UTC">
      <DaySeparator at={evening - hour} />
    </HerenowUI>,
  )
  const label = () => page.host.textContent
  expect(label()).toBe('today')
  vi.advanceTimersByTime(hour)
  await vi.waitFor(() => expect(label()).toBe('yesterday'))
  vi.advanceTimersByTime(24 * hour)
  await vi.waitFor(() => expect(label()).toBe('Saturday, November 21'))
})

it('shares one timer among all separators, and stops it with the last', () => {
  const page = openPage()
  page.render(
    <>
      <DaySeparator at={evening} />
      <DaySeparator at={evening - 24 * hour} />
    </>,
  )
  expect(vi.getTimerCount()).toBe(1)
  page.unmount()
  expect(vi.getTimerCount()).toBe(0)
})
