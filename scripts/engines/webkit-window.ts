import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.mjs'
import { cutFromScreen } from './screen-picture.ts'
import type { Area } from './screen-picture.ts'
import { openSession } from './webdriver.ts'
import type { WebDriverSession } from './webdriver.ts'

/** What the reader's system says. WebKitGTK takes it from the settings of GTK. */
export interface WebKitSystem {
  /** Default: `reduce`. */
  readonly motion?: 'reduce' | 'no-preference'
}

/** A window of WebKit on a screen of its own, with a driver of its own. */
export interface WebKitWindow {
  readonly session: WebDriverSession
  /** A picture of a part of the screen, a PNG. */
  readonly picture: (area: Area) => Buffer
  readonly close: () => Promise<void>
}

// Larger than every viewport that a test asks for: those are sizes of a frame in it.
const screen = { width: 1_700, height: 1_700 }

/** Opens a window. A driver holds one session, and a screen gives the focus to one window, so neither is shared. */
export async function openWebKitWindow(system: WebKitSystem = {}): Promise<WebKitWindow> {
  const place = mkdtempSync(join(tmpdir(), 'herenow-webkit-'))
  const started: ChildProcess[] = []
  const stop = (): void => {
    process.off('exit', stop)
    for (const child of started) endWithChildren(child)
    rmSync(place, { recursive: true, force: true, maxRetries: 3 })
  }
  process.once('exit', stop)
  try {
    const display = await startScreen(started, place)
    const env = { ...process.env, ...onlyDrawing(display), ...settings(place, system) }
    const port = await freePort()
    const driver = `http://127.0.0.1:${port}`
    started.push(spawn('WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore', detached: true }))
    await untilReady(driver)
    const session = await openSession(driver, {})
    await session.resize(screen.width, screen.height)
    return {
      session,
      picture: (area) => cutFromScreen(join(place, 'Xvfb_screen0'), area),
      async close() {
        await session.close()
        stop()
      },
    }
  } catch (error) {
    stop()
    throw error
  }
}

async function startScreen(started: ChildProcess[], place: string): Promise<string> {
  const size = `${screen.width}x${screen.height}x24`
  const child = spawn(
    'Xvfb',
    ['-displayfd', '1', '-screen', '0', size, '-nolisten', 'tcp', '-nocursor', '-fbdir', place],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    },
  )
  started.push(child)
  const number = await firstLine(child)
  return `:${number}`
}

async function firstLine(child: ChildProcess): Promise<string> {
  const { stdout } = child
  if (stdout === null) throw new Error('Xvfb has no output to read its number from.')
  return new Promise((resolve, reject) => {
    let read = ''
    stdout.setEncoding('utf8')
    stdout.on('data', (part: string) => {
      read += part
      if (read.includes('\n')) resolve(read.trim())
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error('Xvfb ended before it had a screen.')))
  })
}

/** No accessibility bus, and no layers: putting them together without a graphics card takes most of the time. */
function onlyDrawing(display: string): Record<string, string> {
  return { DISPLAY: display, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' }
}

/** Folders of its own, so that nothing of the machine's settings and caches is read or written. */
function settings(place: string, { motion = 'reduce' }: WebKitSystem): Record<string, string> {
  const animations = motion === 'reduce' ? 0 : 1
  for (const version of ['gtk-3.0', 'gtk-4.0']) {
    mkdirSync(join(place, 'config', version), { recursive: true })
    writeFileSync(join(place, 'config', version, 'settings.ini'), `[Settings]\ngtk-enable-animations=${animations}\n`)
  }
  return {
    XDG_CONFIG_HOME: join(place, 'config'),
    XDG_CACHE_HOME: join(place, 'cache'),
    XDG_DATA_HOME: join(place, 'data'),
  }
}

async function untilReady(driver: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(`${driver}/status`).catch(() => null)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('WebKitWebDriver did not start within 10 s.')
}

function endWithChildren({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid)
  } catch (error) {
    // It is gone already.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
