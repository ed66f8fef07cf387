import { findOnPath, isExecutable } from '../browser.mjs'
import { ensurePackages } from '../debian-packages.mjs'

// Where Firefox and WebKit are, for the tests that run in them too. Runs on bare Node, before anything is installed.

/** @typedef {'firefox' | 'webkit'} Engine */

/** What each engine needs, and the packages of Debian that bring it. */
const engines = {
  firefox: {
    packages: ['firefox-esr'],
    isThere: () => findFirefox() !== null,
    howToGetIt: 'it needs Firefox: on the PATH, in FIREFOX_PATH, or as root with Debian’s apt-get (firefox-esr)',
  },
  webkit: {
    packages: ['webkit2gtk-driver', 'xvfb'],
    isThere: () => findOnPath(['WebKitWebDriver']) !== null && findOnPath(['Xvfb']) !== null,
    howToGetIt:
      'it needs WebKitGTK on Linux: Debian’s packages webkit2gtk-driver and xvfb, installed by itself as root',
  },
}

/** @returns {string | null} the path of Firefox: `FIREFOX_PATH`, else the one on the `PATH` */
function findFirefox() {
  const asked = process.env['FIREFOX_PATH']
  if (!asked) return findOnPath(['firefox-esr', 'firefox'])
  if (isExecutable(asked)) return asked
  throw new Error(`FIREFOX_PATH is ${asked}, which can't be executed. Correct it, or unset it.`)
}

/**
 * What to hand to Playwright's `launch`, in the tests of vitest and in the journeys. The channel makes it drive the
 * Firefox that people have, over WebDriver BiDi; media features are preferences there.
 *
 * @param {'reduce' | 'no-preference'} motion
 */
export function firefoxLaunchOptions(motion) {
  return {
    channel: 'moz-firefox',
    executablePath: findFirefox() ?? 'firefox',
    firefoxUserPrefs: { 'ui.prefersReducedMotion': motion === 'reduce' ? 1 : 0, 'dom.w3c_touch_events.enabled': 1 },
  }
}

/**
 * Finds an engine or installs it, and says on stdout what it did.
 *
 * @param {Engine} name
 * @returns {Promise<boolean>} whether it is there now
 */
export async function ensureEngine(name) {
  const { packages, isThere, howToGetIt } = engines[name]
  const found = await ensurePackages(packages, isThere)
  if (!found) console.log(`Skipped: the tests in ${name}; ${howToGetIt}`)
  return found
}
