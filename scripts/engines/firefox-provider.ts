import { playwright, PlaywrightBrowserProvider } from '@vitest/browser-playwright'
import type { Frame, Page } from 'playwright'
import type { BrowserProviderOption } from 'vitest/node'
import { firefoxLaunchOptions } from './find-engines.mjs'

/** Runs browser tests in the Firefox that people have, through Playwright. */
export function firefoxProvider(motion: 'reduce' | 'no-preference'): BrowserProviderOption {
  const options = { launchOptions: firefoxLaunchOptions(motion) }
  return {
    ...playwright(options),
    providerFactory: (project) => new FirefoxProvider(project, options),
  }
}

class FirefoxProvider extends PlaywrightBrowserProvider {
  override getCommandsContext(sessionId: string): ReturnType<PlaywrightBrowserProvider['getCommandsContext']> {
    const { page, context, iframe } = super.getCommandsContext(sessionId)
    return { page, context, iframe, frame: () => testFrame(page) }
  }
}

/** Over BiDi a frame's name may be told seconds after the frame, and Vitest waits one second for it. */
async function testFrame(page: Page): Promise<Frame> {
  const element = await page.waitForSelector('iframe[data-vitest="true"]', { state: 'attached' })
  const frame = await element.contentFrame()
  if (frame === null) throw new Error('The frame of the tests has no content.')
  return frame
}
