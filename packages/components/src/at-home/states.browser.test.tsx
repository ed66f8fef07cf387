/// <reference types="vite/client" />
import { cleanup } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { loadSheets } from '../../test/hosts.ts'
import vite6 from '../../test/hosts/vite-6.css?raw'
import { messageAt } from '../../test/log-messages.ts'
import { find, render } from '../../test/render.ts'
import { RealtimeError } from '@herenow/react'
import { ConnectionBanner } from '../connected/connection-banner.tsx'
import { Message } from '../parts/message/message.tsx'
import ours from '../styles/styles.css?inline'

const still = '*, *::before, *::after { transition: none !important }'
const reason = new RealtimeError({ code: 'timeout', message: 'No answer', retryable: true })

const scene = (
  <div style={{ padding: 40 }}>
    <Message own message={messageAt(1, { data: 'See https://example.com/' })} />
    <ConnectionBanner
      state={{ status: 'disconnected', since: 0, attempt: 1, retryAt: null, reason, lost: true, unreachable: false }}
      onRetry={() => undefined}
    />
  </div>
)

type Read = (style: CSSStyleDeclaration) => string
const linkLook: Read = ({ color, textDecoration, fontWeight }) => [color, textDecoration, fontWeight].join()
const buttonLook: Read = ({ borderColor, backgroundColor, color, outline }) =>
  [borderColor, backgroundColor, color, outline].join()

beforeEach(async () => {
  await userEvent.hover(document.body, { position: { x: 0, y: 0 } })
})

describe.each([
  ['link', '.hn-message-link', linkLook],
  ['button', '.hn-banner-retry', buttonLook],
] as const)('a %s', (_, selector, read) => {
  const states = async (): Promise<readonly string[]> => {
    render(scene)
    const element = find(selector)
    const look = (): string => read(getComputedStyle(element))
    const atRest = look()
    await userEvent.hover(page.elementLocator(element))
    const hovered = look()
    await userEvent.tab()
    element.focus()
    return [atRest, hovered, look()]
  }

  it('looks the same at rest, hovered and focused where a page says how all of its kind look then', async () => {
    const remove = loadSheets(still, ours)
    const alone = await states()
    remove()
    cleanup()
    await userEvent.hover(document.body, { position: { x: 0, y: 0 } })
    loadSheets(still, ours, vite6)
    expect(await states()).toEqual(alone)
  })

  it('takes the look of a class that a page gives it, and of its states', () => {
    loadSheets(`${selector} { color: rgb(1, 2, 3) } ${selector}:focus { color: rgb(3, 2, 1) }`, ours)
    render(scene)
    expect(getComputedStyle(find(selector)).color).toBe('rgb(1, 2, 3)')
    find(selector).focus()
    expect(getComputedStyle(find(selector)).color).toBe('rgb(3, 2, 1)')
  })
})
