import { server } from 'vitest/browser'

type Engine = 'chromium' | 'firefox' | 'webkit'

/** What a test may need that tests can't have in every engine. */
type Need = 'cdp' | 'touch' | 'files-from-scripts' | 'figures' | 'scroll-keys' | 'two-sides'

/** The exceptions: what can't be tested in an engine, and why. Everything else runs in all of them. */
const missing: Readonly<Record<Engine, Partial<Record<Need, string>>>> = {
  chromium: {},
  firefox: {
    cdp: "Chromium's protocol: real fingers and input methods are out of reach without it.",
    'files-from-scripts': 'A clipboard that a script fills keeps no files.',
    figures: 'Times are compared in one engine; there is no list of long tasks.',
  },
  webkit: {
    cdp: "Chromium's protocol: real fingers and input methods are out of reach without it.",
    touch: 'WebKitGTK lets no script make a `Touch`.',
    figures: 'Drawn without a graphics card, a page says nothing of time; there is no list of long tasks.',
    'scroll-keys': "The driver's End reaches the page as an event, but scrolls nothing.",
    'two-sides':
      'Under `all: revert-layer` (host.css) `padding-inline: var(…)` is nothing, and so is all of that kind.',
  },
}

function currentEngine(): Engine {
  const { browser } = server
  if (browser === 'chromium' || browser === 'firefox' || browser === 'webkit') return browser
  throw new Error(`Nothing is known of the engine ${browser}: add it to ${import.meta.url}.`)
}

/** Whether this engine has all of them. For `it.runIf(has('cdp'))`. */
export function has(...needs: readonly Need[]): boolean {
  const lacks = missing[currentEngine()]
  return needs.every((need) => lacks[need] === undefined)
}
