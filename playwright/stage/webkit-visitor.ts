import { expect } from '@playwright/test'
import type { WebDriverSession } from '../../scripts/engines/webdriver.ts'
import { webKitPage } from './webkit-page.ts'
import type { WebKitPage } from './webkit-page.ts'

/** Somebody in front of the demo in WebKit. What they see is asked for, and may be polled. */
export interface WebKitVisitor {
  readonly page: WebKitPage
  /** The texts of all messages, oldest first. */
  readonly messages: () => Promise<readonly string[]>
  /** Who else is typing, in a sentence; nothing when nobody is. */
  readonly typing: () => Promise<readonly string[]>
  /** The names of those who are here, ourselves first. */
  readonly people: () => Promise<readonly string[]>
  readonly gaps: () => Promise<number>
  /** How many messages are on their way. */
  readonly sending: () => Promise<number>
  /** Whether the banner says that the connection is lost. */
  readonly banner: () => Promise<boolean>
  /** Puts the cursor into the composer, and types. */
  readonly type: (text: string) => Promise<void>
  readonly say: (text: string) => Promise<void>
  readonly offline: (isOffline: boolean) => Promise<void>
  readonly reload: () => Promise<void>
  /** Closes the tab. */
  readonly leave: () => Promise<void>
}

/** Opens the demo in a window, and joins a room under a name. */
export async function visitInWebKit(
  session: WebDriverSession,
  url: string,
  name: string,
  room: string,
): Promise<WebKitVisitor> {
  const page = webKitPage(session)
  const { texts, click, press, count } = page
  await session.open(`${url}#/room/${encodeURIComponent(room)}`)
  await click('.name-form input')
  await page.type(name)
  await click('.name-form [type=submit]')
  await expect.poll(() => texts('h1')).toEqual([room])
  await expect.poll(() => texts('.status-text')).toEqual(['Connected'])
  const type = async (text: string): Promise<void> => {
    await click(box)
    await page.type(text)
  }
  return {
    page,
    type,
    messages: () => texts('[role=log] .hn-message-body'),
    typing: () => texts('.hn-typing-line'),
    people: () => texts('.people .hn-presence-list-name'),
    gaps: () => count('Some messages are missing here'),
    sending: () => count('Sending…'),
    banner: async () => (await count('Connection lost.')) > 0,
    async say(text) {
      await type(text)
      await press('Enter')
      await expect.poll(() => page.evaluate('return document.querySelector(arguments[0]).value', box)).toBe('')
    },
    async offline(isOffline) {
      await click(`[role=switch][aria-checked=${String(!isOffline)}]`)
    },
    reload: session.reload,
    leave: session.leaveTab,
  }
}

const box = 'textarea[aria-label^="Message to"]'
