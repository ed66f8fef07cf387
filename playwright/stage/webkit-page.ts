import { expect } from '@playwright/test'
import { keyValue } from '../../scripts/engines/webdriver-keys.ts'
import type { WebDriverSession } from '../../scripts/engines/webdriver.ts'

/** A page of WebKit: what is on it, and what hands do to it. */
export interface WebKitPage {
  /** The texts of the elements, in the order of the page. */
  readonly texts: (selector: string) => Promise<readonly string[]>
  /** How often a text can be read on the page. */
  readonly count: (text: string) => Promise<number>
  /** Clicks with the mouse, once the element is there. */
  readonly click: (selector: string) => Promise<void>
  /** Presses keys, named as in `KeyboardEvent.key`. */
  readonly press: (...keys: readonly string[]) => Promise<void>
  /** Types letter by letter where the focus is. */
  readonly type: (text: string) => Promise<void>
  readonly evaluate: WebDriverSession['execute']
}

export function webKitPage({ execute, find, click, perform }: WebDriverSession): WebKitPage {
  const texts: WebKitPage['texts'] = async (selector) => toStrings(await execute(readTexts, selector))
  const press: WebKitPage['press'] = async (...keys) => {
    const actions = keys.map(keyValue).flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ])
    await perform([{ type: 'key', id: 'keyboard', actions }])
  }
  return {
    texts,
    press,
    evaluate: execute,
    type: (text) => press(...Array.from(text)),
    count: async (text) => Number(await execute(countText, text)),
    async click(selector) {
      await expect.poll(() => texts(selector), `${selector} is on the page`).not.toEqual([])
      await click(await find(selector))
    },
  }
}

const readTexts = `
  return [...document.querySelectorAll(arguments[0])].map(({ textContent }) => textContent.replace(/\\s+/g, ' ').trim())`
const countText = 'return document.body.innerText.split(arguments[0]).length - 1'

function toStrings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
