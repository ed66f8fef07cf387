import { openWebKitWindow } from '../../scripts/engines/webkit-window.ts'
import type { WebKitWindow } from '../../scripts/engines/webkit-window.ts'
import { onStage } from './stage.ts'
import { visitInWebKit } from './webkit-visitor.ts'
import type { WebKitVisitor } from './webkit-visitor.ts'

interface WebKitJourney {
  /** Somebody new, in a window of WebKit with a screen of its own, in the journey's room. */
  readonly visitor: (name: string) => Promise<WebKitVisitor>
}

/** A journey in WebKit, which Playwright's runner starts and our own driver drives. */
export const journey = onStage.extend<WebKitJourney>({
  visitor: async ({ room, stage }, use) => {
    const windows: WebKitWindow[] = []
    await use(async (name) => {
      const window = await openWebKitWindow({ motion: 'no-preference' })
      windows.push(window)
      await window.session.resize(1_280, 720)
      return visitInWebKit(window.session, stage.demoUrl, name, room)
    })
    await Promise.all(windows.map((window) => window.close()))
  },
})
