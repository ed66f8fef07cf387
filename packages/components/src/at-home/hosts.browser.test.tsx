/// <reference types="vite/client" />
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { page } from 'vitest/browser'
import { differences, drawn } from '../../test/drawn.ts'
import { everyPart } from '../../test/every-part.tsx'
import { hosts, inScheme, loadSheets } from '../../test/hosts.ts'
import { loadTestFont, showLook } from '../../test/look.tsx'
import type { Look } from '../../test/look.tsx'
import ours from '../styles/styles.css?inline'

const tolerance = { comparatorOptions: { threshold: 0.15, allowedMismatchedPixelRatio: 0.002 } }

beforeAll(loadTestFont)

/** How large letters are is the page's and the reader's choice: our sizes follow it. So here it is the same everywhere. */
const sameLetters = ':root { font-size: 16px !important }'

/** What concerns the machine more than the look, and follows the page. Buttons have a border and a background of ours. */
const follows = /^(-webkit-font-smoothing|text-rendering|font-synthesis|cursor$|-webkit-locale|appearance$)/

interface Scene {
  readonly theme?: Look['theme']
  readonly dir?: Look['dir']
  readonly inlineSize?: number
}

/** Every part, with the list of people open. */
function show({ theme = 'light', dir, inlineSize = 1280 }: Scene = {}): HTMLElement {
  const element = showLook(everyPart, { theme, dir, density: 'comfortable' })
  element.style.cssText += `;position:absolute;inset:0 auto auto 0;inline-size:${inlineSize}px;box-sizing:border-box`
  return element
}

function openPanels(): void {
  document.querySelectorAll<HTMLElement>('.hn-popover').forEach((panel) => panel.showPopover())
}

function look(scene?: Scene): ReadonlyMap<string, string> {
  show(scene)
  openPanels()
  const said = drawn((property) => !follows.test(property))
  document.body.replaceChildren()
  return said
}

let known: ReadonlyMap<string, string> | undefined

/** Every part on a page without a look of its own; looked at once. */
function alone(): ReadonlyMap<string, string> {
  if (known === undefined) {
    const remove = loadSheets(sameLetters, ours)
    known = look()
    remove()
    expect(known.size).toBeGreaterThan(10_000)
  }
  return known
}

const views = [
  ['light', 1280],
  ['light', 390],
  ['dark', 1280],
  ['dark', 390],
] as const

async function expectToLookAsAlone(theme: Look['theme'], inlineSize: number): Promise<void> {
  await page.viewport(inlineSize, 1_500)
  onTestFinished(() => page.viewport(414, 896))
  const element = show({ theme, inlineSize })
  await vi.waitFor(() => expect(document.fonts.status).toBe('loaded'))
  await expect.element(page.elementLocator(element)).toMatchScreenshot(`alone-${theme}-${inlineSize}`, tolerance)
}

it.each(views)('alone it looks as it did: %s, %i px wide', async (theme, inlineSize) => {
  loadSheets(sameLetters, ours)
  await expectToLookAsAlone(theme, inlineSize)
})

it('what is there against the looks of pages takes away nothing of ours', () => {
  const before = alone()
  loadSheets(sameLetters, ours.replaceAll(/\ball:\s*revert-layer/g, ''))
  expect(differences(look(), before)).toEqual([])
})

describe.each(hosts)('in %s', (_, sheets) => {
  it('nothing that is drawn of a part differs', async () => {
    const before = alone()
    loadSheets(sameLetters, ...(await sheets()).map((sheet) => inScheme(sheet, 'light')))
    expect(differences(before, look())).toEqual([])
  })

  it.each(views)('it looks as it does alone: %s, %i px wide', async (theme, inlineSize) => {
    loadSheets(sameLetters, ...(await sheets()).map((sheet) => inScheme(sheet, theme)))
    await expectToLookAsAlone(theme, inlineSize)
  })
})

it('where a page turns by CSS alone, nothing that is drawn differs from a page that says so in its HTML', () => {
  loadSheets(sameLetters, ours)
  const before = look({ dir: 'rtl' })
  loadSheets('body { direction: rtl }')
  const after = look()
  // What is alike on both sides but for a mark at one of them keeps to the HTML, which its picture knows too.
  const ofAvatars = /hn-(avatar|status-dot|typing-dots)/
  expect(differences(before, after).filter((line) => !ofAvatars.test(line))).toEqual([])
  show()
  const avatar = document.querySelector('.hn-avatar[data-status]') ?? expect.fail('There is no avatar')
  const dot = avatar.querySelector('.hn-status-dot') ?? expect.fail('There is no dot')
  expect(dot.getBoundingClientRect().left).toBeGreaterThan(avatar.getBoundingClientRect().left + 10)
})
