import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { assertBrowserApiWrite, assertBrowserFileAccess, parseKeyDef, resolveScreenshotPath } from '@vitest/browser'
import type { BrowserCommandContext } from 'vitest/node'
import { keyValue } from './webdriver-keys.ts'
import type { Area } from './screen-picture.ts'
import type { ActionSource, ElementReference, WebDriverSession } from './webdriver.ts'
import type { WebKitWindow } from './webkit-window.ts'

// What `userEvent` and `page` of vitest ask of a provider, as far as the tests use it.

declare module 'vitest/node' {
  interface BrowserCommandContext {
    /** The window in which the test runs. */
    readonly webkit: WebDriverSession
    readonly picture: WebKitWindow['picture']
  }
}

interface Target {
  readonly selector: string
}

interface KeyboardState {
  /** Keys that are held down from one call to the next. */
  readonly unreleased: readonly string[]
}

interface ScreenshotOptions {
  readonly save?: boolean
  readonly path?: string
  readonly element?: Target
  readonly target?: 'element' | 'page'
}

async function click({ webkit }: BrowserCommandContext, target: Target): Promise<void> {
  await webkit.click(await find(webkit, target))
}

async function hover({ webkit }: BrowserCommandContext, target: Target): Promise<void> {
  const origin = await find(webkit, target)
  await webkit.perform([pointer([{ type: 'pointerMove', origin, x: 0, y: 0 }])])
}

async function fill({ webkit }: BrowserCommandContext, target: Target, text: string): Promise<void> {
  const field = await find(webkit, target)
  await webkit.execute(selectAll, field)
  await webkit.execute('document.execCommand(arguments[0] ? "insertText" : "delete", false, arguments[0])', text)
}

async function clear({ webkit }: BrowserCommandContext, target: Target): Promise<void> {
  await webkit.execute(selectAll, await find(webkit, target))
  await webkit.execute('document.execCommand("delete")')
}

async function type(
  { webkit }: BrowserCommandContext,
  target: Target,
  text: string,
  { skipClick = false, skipAutoClose = false, unreleased = [] }: TypeOptions = {},
): Promise<KeyboardState> {
  const field = await find(webkit, target)
  if (!skipClick && (await webkit.execute(hasFocus, field)) !== true) await webkit.click(field)
  return press(webkit, text, unreleased, !skipAutoClose)
}

async function keyboard(
  { webkit }: BrowserCommandContext,
  text: string,
  { unreleased }: KeyboardState,
): Promise<KeyboardState> {
  await intoTest(webkit)
  await webkit.execute('if (document.activeElement === document.body) window.focus()')
  return press(webkit, text, unreleased, false)
}

async function cleanup({ webkit }: BrowserCommandContext, { unreleased }: KeyboardState): Promise<void> {
  await intoTest(webkit)
  await webkit.perform([keys(unreleased.map((value) => ({ type: 'keyUp', value })))])
}

async function tab(
  { webkit }: BrowserCommandContext,
  { shift = false }: { readonly shift?: boolean } = {},
): Promise<void> {
  await intoTest(webkit)
  await press(webkit, shift ? '{Shift>}{Tab}{/Shift}' : '{Tab}', [], true)
}

async function takeScreenshot(context: BrowserCommandContext, name: string, options: ScreenshotOptions) {
  const { webkit, project, testPath } = context
  if (testPath === undefined) throw new Error('A screenshot is taken in a test.')
  const element = await find(webkit, options.element ?? { selector: 'body' })
  const buffer = context.picture(toArea(await webkit.execute(placeOnScreen, element)))
  const path = resolveScreenshotPath(testPath, name, project.config, options.path)
  if (options.save === true) {
    assertBrowserApiWrite(project, path)
    assertBrowserFileAccess(project, path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, buffer)
  }
  return { buffer, path }
}

const turns = new WeakMap<WebDriverSession, Promise<unknown>>()

/** One command after the other: each says first which frame it means. */
function inTurn<Parameters extends unknown[], Result>(
  command: (context: BrowserCommandContext, ...parameters: Parameters) => Promise<Result>,
): (context: BrowserCommandContext, ...parameters: Parameters) => Promise<Result> {
  return (context, ...parameters) => {
    const before = turns.get(context.webkit) ?? Promise.resolve()
    const result = before.then(() => command(context, ...parameters))
    turns.set(
      context.webkit,
      result.catch(() => undefined),
    )
    return result
  }
}

/** The commands by vitest's names for them. */
export const webkitCommands = {
  __vitest_click: inTurn(click),
  __vitest_hover: inTurn(hover),
  __vitest_fill: inTurn(fill),
  __vitest_clear: inTurn(clear),
  __vitest_type: inTurn(type),
  __vitest_keyboard: inTurn(keyboard),
  __vitest_cleanup: inTurn(cleanup),
  __vitest_tab: inTurn(tab),
  __vitest_takeScreenshot: inTurn(takeScreenshot),
  // The frame of a test has the size that is asked for; the window around it is larger than all of them.
  __vitest_viewport: (): Promise<void> => Promise.resolve(),
}

interface TypeOptions extends Partial<KeyboardState> {
  readonly skipClick?: boolean
  readonly skipAutoClose?: boolean
}

/** Where an element of a test is on the screen: the page is the lower part of a window, and the test a frame in it. */
const placeOnScreen = `
  const { left, top, width, height } = arguments[0].getBoundingClientRect()
  const frame = frameElement.getBoundingClientRect()
  const page = window.top
  const x = page.screenX + page.outerWidth - page.innerWidth + frame.left + left
  const y = page.screenY + page.outerHeight - page.innerHeight + frame.top + top
  return [x, y, width, height].map(Math.round)`

function toArea(numbers: unknown): Area {
  const [x = 0, y = 0, width = 0, height = 0] = Array.isArray(numbers) ? numbers.map(Number) : []
  return { x, y, width, height }
}

const selectAll = 'arguments[0].focus(); arguments[0].select()'
const hasFocus = 'return document.activeElement === arguments[0]'

/** Every test file has a frame of its own, so the frame is looked up each time. */
async function intoTest(webkit: WebDriverSession): Promise<void> {
  await webkit.switchToFrame(null)
  await webkit.switchToFrame(await webkit.find('iframe[data-vitest]'))
}

async function find(webkit: WebDriverSession, { selector }: Target): Promise<ElementReference> {
  await intoTest(webkit)
  return webkit.find(selector)
}

function pointer(actions: readonly object[]): ActionSource {
  return { type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }
}

function keys(actions: readonly object[]): ActionSource {
  return { type: 'key', id: 'keyboard', actions }
}

/** Types what vitest's language for keys says: `Hello{Enter}`, `{Shift>}a{/Shift}`. */
async function press(
  webkit: WebDriverSession,
  text: string,
  unreleased: readonly string[],
  releaseAll: boolean,
): Promise<KeyboardState> {
  const held = new Set(unreleased)
  const actions: object[] = []
  const up = (value: string): void => {
    actions.push({ type: 'keyUp', value })
    held.delete(value)
  }
  for (const { keyDef, releasePrevious, releaseSelf, repeat } of parseKeyDef(text)) {
    const value = keyValue(keyDef.key ?? '')
    if (held.has(value)) up(value)
    if (releasePrevious) continue
    for (let time = 0; time < repeat; time += 1) actions.push({ type: 'keyDown', value })
    held.add(value)
    if (releaseSelf) up(value)
  }
  if (releaseAll) for (const value of held) up(value)
  await webkit.perform([keys(actions)])
  return { unreleased: [...held] }
}
