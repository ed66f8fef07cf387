import { expect } from '@playwright/test'
import type { Locator, Page } from '@playwright/test'

/** Somebody in front of the demo, and what they can do and see. */
export interface Visitor {
  readonly page: Page
  /** The texts of all messages, oldest first. */
  readonly messages: Locator
  /** The messages that failed, with what can be done about them. */
  readonly failures: Locator
  /** Who else is typing, in a sentence. */
  readonly typing: Locator
  /** The names of those who are here, ourselves first. */
  readonly people: Locator
  readonly gaps: Locator
  readonly banner: Locator
  readonly box: Locator
  say(text: string): Promise<void>
  /** Says many things one after the other, faster than the keys of a driver could. */
  sayAll(texts: readonly string[]): Promise<void>
  goTo(room: string): Promise<void>
  /** The entry of a room in the list, with its count. */
  room(name: string): Locator
  offline(isOffline: boolean): Promise<void>
}

/** Opens the demo in a page, and joins a room under a name. */
export async function visit(page: Page, url: string, name: string, room: string): Promise<Visitor> {
  const goTo = async (next: string): Promise<void> => {
    await page.goto(`${url}#/room/${encodeURIComponent(next)}`)
  }
  await goTo(room)
  await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page.getByRole('heading', { level: 1, name: room })).toBeVisible()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible()
  const box = page.getByRole('textbox', { name: `Message to` })
  return {
    page,
    box,
    messages: page.getByRole('log').locator('.hn-message-body'),
    people: page.getByRole('complementary', { name: 'Here now' }).locator('.hn-presence-list-name'),
    failures: page.getByRole('log').locator('.hn-message-progress[data-status="failed"]'),
    typing: page.locator('.hn-typing-line'),
    gaps: page.getByText('Some messages are missing here'),
    banner: page.getByText('Connection lost.'),
    goTo,
    room: (listed) => page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: listed }),
    async say(text) {
      await box.fill(text)
      await box.press('Enter')
    },
    async sayAll(texts) {
      await box.focus()
      await page.evaluate(async (lines) => {
        for (const line of lines) {
          document.execCommand('insertText', false, line)
          const enter = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })
          document.activeElement?.dispatchEvent(enter)
          await new Promise((resolve) => setTimeout(resolve))
        }
      }, texts)
    },
    async offline(isOffline) {
      const toggle = page.getByRole('switch', { name: 'Offline' })
      if ((await toggle.getAttribute('aria-checked')) !== String(isOffline)) await toggle.click()
    },
  }
}
