// The part of W3C WebDriver (classic) that the tests need. See https://www.w3.org/TR/webdriver2/.

const elementKey = 'element-6066-11e4-a52e-4f735466cecf'

/** An element of the page, as WebDriver hands it out and takes it back. */
export interface ElementReference {
  readonly [elementKey]: string
}

/** One input device in a request for actions. */
export type ActionSource = Readonly<Record<string, unknown>>

/** An open window of a browser. */
export interface WebDriverSession {
  readonly open: (url: string) => Promise<void>
  /** Commands after it reach into the frame; `null` is the page itself. */
  readonly switchToFrame: (frame: ElementReference | null) => Promise<void>
  readonly find: (selector: string) => Promise<ElementReference>
  /** Scrolls there and clicks in the middle. Refused where something else lies above. */
  readonly click: (element: ElementReference) => Promise<void>
  readonly perform: (sources: readonly ActionSource[]) => Promise<void>
  /** Runs the body of a function; `arguments` are its arguments. */
  readonly execute: (body: string, ...parameters: readonly unknown[]) => Promise<unknown>
  readonly resize: (width: number, height: number) => Promise<void>
  /** Loads the page again, and waits until it has. */
  readonly reload: () => Promise<void>
  /** Closes the tab, as somebody does who goes on in another: the session stays, in an empty one. */
  readonly leaveTab: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Asks a driver, `http://127.0.0.1:…`, for a session. */
export async function openSession(driver: string, capabilities: object): Promise<WebDriverSession> {
  const session = await request(`${driver}/session`, 'POST', { capabilities: { alwaysMatch: capabilities } })
  const base = `${driver}/session/${textAt(session, 'sessionId')}`
  const post = (command: string, body: object = {}): Promise<unknown> => request(`${base}/${command}`, 'POST', body)
  return {
    open: async (url) => void (await post('url', { url })),
    switchToFrame: async (frame) => void (await post('frame', { id: frame })),
    find: async (selector) => toElement(await post('element', { using: 'css selector', value: selector })),
    click: async (element) => void (await post(`element/${element[elementKey]}/click`)),
    perform: async (actions) => void (await post('actions', { actions })),
    execute: (script, ...args) => post('execute/sync', { script, args }),
    resize: async (width, height) => void (await post('window/rect', { x: 0, y: 0, width, height })),
    reload: async () => void (await post('refresh')),
    async leaveTab() {
      const tab = await post('window/new', { type: 'tab' })
      await request(`${base}/window`, 'DELETE')
      await post('window', { handle: textAt(tab, 'handle') })
    },
    close: async () => void (await request(base, 'DELETE')),
  }
}

/** Milliseconds. A driver whose browser hangs answers nothing at all. */
const answerTime = 30_000

async function request(url: string, method: 'GET' | 'POST' | 'DELETE', body?: object): Promise<unknown> {
  const signal = AbortSignal.timeout(answerTime)
  const response = await fetch(url, { method, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const answer: unknown = await response.json()
  const value = valueAt(answer, 'value')
  if (!response.ok) {
    throw new Error(
      `WebDriver refused ${method} ${new URL(url).pathname}: ${textAt(value, 'error')}, ${textAt(value, 'message')}`,
    )
  }
  return value
}

function toElement(value: unknown): ElementReference {
  return { [elementKey]: textAt(value, elementKey) }
}

function textAt(value: unknown, key: string): string {
  return String(valueAt(value, key))
}

function valueAt(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
