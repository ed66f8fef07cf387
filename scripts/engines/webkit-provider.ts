import { fileURLToPath } from 'node:url'
import { defineBrowserProvider } from '@vitest/browser'
import type { BrowserProvider, BrowserProviderOption } from 'vitest/node'
import { openWebKitWindow } from './webkit-window.ts'
import type { WebKitSystem, WebKitWindow } from './webkit-window.ts'

/** Runs browser tests in WebKitGTK: Debian's `webkit2gtk-driver`, on screens of `xvfb`. */
export function webkitProvider(system: WebKitSystem = {}): BrowserProviderOption {
  return defineBrowserProvider({
    name: 'webkit-driver',
    supportedBrowser: ['webkit'],
    providerFactory: () => createProvider(system),
  })
}

function createProvider(system: WebKitSystem): BrowserProvider {
  const windows = new Map<string, WebKitWindow>()
  return {
    name: 'webkit-driver',
    supportsParallelism: true,
    initScripts: [fileURLToPath(new URL('css-locators.ts', import.meta.url))],
    getCommandsContext: (sessionId) => ({
      webkit: windows.get(sessionId)?.session,
      picture: windows.get(sessionId)?.picture,
    }),
    async openPage(sessionId, url) {
      const window = windows.get(sessionId) ?? (await openWebKitWindow(system))
      windows.set(sessionId, window)
      await window.session.switchToFrame(null)
      await window.session.open(url)
    },
    async close() {
      const open = [...windows.values()]
      windows.clear()
      await Promise.all(open.map((window) => window.close()))
    },
  }
}
