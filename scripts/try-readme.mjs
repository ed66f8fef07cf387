import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium } from 'playwright'
import { browserLaunchOptions } from './browser.mjs'
import { freePort } from './free-port.mjs'
import { blocksOf, install, pack, run } from './packed-app.mjs'

// Does what the README and docs/testing.md say, as a newcomer would: Vite's React template, the packages as they will be
// published, the examples pasted in; then the tests, in Vitest and in Jest. Run it with `pnpm try-readme` after
// `pnpm build`; it takes two minutes and the network.

const folder = mkdtempSync(join(tmpdir(), 'herenow-readme-'))
const app = join(folder, 'app')
const outage = 8_000

/**
 * A process that says when it is ready. The function that is returned stops it.
 *
 * @param {string[]} args
 * @param {RegExp} ready
 * @returns {Promise<() => Promise<void>>}
 */
async function start(args, ready) {
  const child = spawn(process.execPath, args, { cwd: app, stdio: ['ignore', 'pipe', 'inherit'] })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill()
    await gone
  }
  let said = ''
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It was not ready within a minute: ${said}`)), 60_000)
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      said += chunk.toString()
      if (!ready.test(said)) return
      clearTimeout(timer)
      resolve(null)
    })
    child.once('exit', () => reject(new Error(`It ended: ${said}`)))
  }).catch(async (error) => {
    await stop()
    throw error
  })
  return stop
}

/** @param {number} port */
const startServer = (port) =>
  start([join(app, 'node_modules/@herenow/server/dist/cli.js'), '--port', String(port)], /Messages are kept for a day/)

/**
 * Two people talk, the server goes away while one of them says something, and comes back.
 *
 * @param {number} port
 * @param {(page: import('playwright').Page, text: string) => Promise<void>} say
 * @param {(page: import('playwright').Page, text: string) => import('playwright').Locator} said
 */
async function talk(port, say, said) {
  let stopServer = await startServer(port)
  const sitePort = await freePort()
  const site = ['node_modules/vite/bin/vite.js', '--host', '127.0.0.1', '--port', String(sitePort), '--strictPort']
  const stopSite = await start(site, /ready in/)
  const browser = await chromium.launch(browserLaunchOptions())
  try {
    const context = await browser.newContext()
    const [first, second] = [await context.newPage(), await context.newPage()]
    /** @type {string[]} */
    const complaints = []
    for (const page of [first, second]) {
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`http://127.0.0.1:${sitePort}/`)
    }
    await say(first, 'hello')
    await said(second, 'hello').first().waitFor()
    const before = await said(first, 'hello').count()
    await stopServer()
    await say(second, 'hello')
    await wait(outage)
    stopServer = await startServer(port)
    const started = Date.now()
    await said(first, 'hello').nth(before).waitFor({ timeout: 4_000 })
    console.log(`It arrived ${Date.now() - started} ms after the server was back.`)
    if ((await said(first, 'hello').count()) !== before + 1) throw new Error('It came more than once')
    if ((await first.locator('.hn-gap-marker').count()) > 0) throw new Error('A gap is shown')
    const unexpected = complaints.filter((text) => !/404|ERR_CONNECTION_REFUSED/.test(text))
    if (unexpected.length > 0) throw new Error(`The browser complained: ${unexpected.join('; ')}`)
  } finally {
    await browser.close()
    await stopSite()
    await stopServer()
  }
}

/** @param {number} port */
async function sixtySeconds(port) {
  const [first, finished] = blocksOf('README.md', 'tsx')
  for (const example of [first, finished]) {
    if (example === undefined) throw new Error('The README has two tsx examples')
    writeFileSync(join(app, 'src/App.tsx'), example.code.replace('ws://localhost:7070', `ws://localhost:${port}`))
    run('npm', ['run', 'build'], app)
    await (example === first
      ? talk(
          port,
          async (page) => {
            await page.getByText('2 here').waitFor()
            await page.getByRole('button', { name: 'Say hello' }).click()
          },
          (page, text) => page.getByText(new RegExp(`Guest \\d+: ${text}`)),
        )
      : talk(
          port,
          async (page, text) => {
            await page.getByRole('textbox').fill(text)
            await page.getByRole('textbox').press('Enter')
          },
          (page, text) => page.locator('.hn-message-body', { hasText: text }),
        ))
  }
}

const testFiles = blocksOf('docs/testing.md', 'tsx?')

/** @param {string} project @param {(code: string) => string} [change] */
function writeTests(project, change = (code) => code) {
  mkdirSync(join(project, 'src'), { recursive: true })
  for (const { file = '', code } of testFiles) {
    writeFileSync(join(project, file.endsWith('.tsx') ? join('src', file) : file), change(code))
  }
}

/** @param {Record<string, string>} tarballs */
function testInJest(tarballs) {
  const project = join(folder, 'jest')
  mkdirSync(project)
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'tested-in-jest', private: true, type: 'module' }),
  )
  const tools = ['jest@30', 'jest-environment-jsdom@30', '@swc/jest', '@swc/core', 'react', 'react-dom']
  install(project, tarballs, [...tools, '@herenow/react', '@herenow/testing', ...testingLibrary])
  writeTests(project, (code) => code.replace(/^import .* from 'vitest'.*$/m, '').replaceAll('vi.fn', 'jest.fn'))
  const [config] = blocksOf('docs/testing.md', 'js')
  writeFileSync(join(project, 'jest.config.mjs'), config?.code ?? '')
  writeFileSync(join(project, 'empty.js'), '')
  testIn(['jest', '--ci'], project)
}

const testingLibrary = ['@testing-library/react', '@testing-library/dom']
/**
 * Runs tests: all of them must pass, and nothing may be said about `act`.
 *
 * @param {string[]} args
 * @param {string} cwd
 */
function testIn(args, cwd) {
  const { status, stdout, stderr } = spawnSync('npx', args, { cwd, encoding: 'utf8' })
  console.log(stdout + stderr)
  if (status !== 0 || /not wrapped in act/.test(stdout + stderr)) throw new Error(`${args.join(' ')} is not content`)
}

try {
  const tarballs = pack(folder)
  run('npx', ['--yes', 'create-vite@latest', 'app', '--template', 'react-ts', '--no-interactive'], folder)
  const ours = ['react', 'websocket', 'components', 'server', 'testing'].map((name) => `@herenow/${name}`)
  install(app, tarballs, [...ours, 'vitest', 'jsdom', ...testingLibrary])
  await sixtySeconds(await freePort())
  writeTests(app)
  testIn(['vitest', 'run'], app)
  testInJest(tarballs)
  console.log('What the documents say is so.')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
