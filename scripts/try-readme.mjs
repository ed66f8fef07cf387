import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { browserLaunchOptions } from './browser.mjs'

// Does what the README says, as a newcomer would: Vite's React template, the packages as they will be published, the
// sixty-second example pasted in. Run it with `pnpm try-readme` after `pnpm build`; it takes a minute and the network.

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'herenow-readme-'))
const app = join(folder, 'app')
const packages = ['adapter', 'protocol', 'core', 'react', 'adapters/websocket', 'server']

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd) {
  console.log(`$ ${command} ${args.join(' ')}`)
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
}

/** @returns {Record<string, string>} name → tarball */
function pack() {
  for (const name of packages) run('pnpm', ['pack', '--pack-destination', folder], join(root, 'packages', name))
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  return Object.fromEntries(
    tarballs.map((file) => [`@herenow/${file.replace(/^herenow-(.*)-\d.*$/, '$1')}`, `file:${join(folder, file)}`]),
  )
}

function example() {
  const [, code] = /^```tsx\n([\s\S]*?)^```/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  if (code === undefined) throw new Error('The README has no tsx example')
  return code
}

/** @param {string} url */
function pasteExample(url) {
  writeFileSync(join(app, 'src', 'app-from-readme.tsx'), example().replace('ws://localhost:7070', url))
  writeFileSync(join(app, 'src', 'App.tsx'), "export { App as default } from './app-from-readme.tsx'\n")
}

function createApp() {
  const tarballs = pack()
  run('npx', ['--yes', 'create-vite@latest', 'app', '--template', 'react-ts', '--no-interactive'], folder)
  const manifest = join(app, 'package.json')
  const content = JSON.parse(readFileSync(manifest, 'utf8'))
  content.dependencies = { ...content.dependencies, ...tarballs }
  // The packages depend on each other by version; before the first release only the tarballs have them.
  content.overrides = tarballs
  writeFileSync(manifest, JSON.stringify(content, null, 2))
  run('npm', ['install', '--no-audit', '--no-fund'], app)
}

/** @returns {Promise<{ url: string, stop: () => void }>} */
async function startServer() {
  const ready = join(folder, 'ready.json')
  const cli = join(app, 'node_modules', '.bin', 'herenow')
  const server = spawn(process.execPath, [cli, '--port', '0', '--ready-file', ready], { stdio: 'inherit' })
  for (let tries = 0; !existsSync(ready); tries += 1) {
    if (tries > 100) throw new Error('The server did not start')
    await wait(100)
  }
  return { url: JSON.parse(readFileSync(ready, 'utf8')).url, stop: () => server.kill() }
}

async function talk() {
  const { preview } = await import('vite')
  const site = await preview({ root: app, configFile: false, preview: { port: 0, host: '127.0.0.1' } })
  const address = /** @type {import('node:net').AddressInfo} */ (site.httpServer.address())
  const browser = await chromium.launch(browserLaunchOptions())
  try {
    const [first, second] = [await browser.newPage(), await browser.newPage()]
    /** @type {string[]} */
    const complaints = []
    for (const page of [first, second]) {
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`http://127.0.0.1:${address.port}/`)
    }
    await first.getByText('1 here').waitFor()
    await first.getByRole('button', { name: 'Say hello' }).click()
    await second.getByText('Ana: hello').waitFor()
    const unexpected = complaints.filter((text) => !text.includes('404'))
    if (unexpected.length > 0) throw new Error(`The browser complained: ${unexpected.join('; ')}`)
    console.log(`Two windows, ${await second.locator('p').first().textContent()}, and one message in both.`)
  } finally {
    await browser.close()
    await site.close()
  }
}

try {
  createApp()
  const server = await startServer()
  try {
    pasteExample(server.url)
    run('npm', ['run', 'build'], app)
    await talk()
  } finally {
    server.stop()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
