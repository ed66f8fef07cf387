import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureProxies } from './proxies.mjs'
import { bootstrap, pinnedNode, root, scriptCommand, toolEnvironment } from './bootstrap.mjs'
import { ensureBrowser } from './browser.mjs'
import { ensureEngine } from './engines/find-engines.mjs'
import { runPythonClient } from './python-client.mjs'
import { ensureServices, serviceNames, serviceOf } from './services.mjs'
import {
  conformance,
  countJourneys,
  countVitest,
  failedOfJourneys,
  failedOfVitest,
  journeysAsTests,
  skippedWithout,
  summary,
} from './test-totals.mjs'

// `npm test` runs everything in Chromium with React 19; `npm test -- unit types` only what is named. `npm test -- react-18
// firefox webkit` runs the browser tests again with React 18 and in the other engines; TEST_EVERYTHING=1, as CI sets it,
// adds them to the rest. Whatever a run writes goes into folders of its own, so that several runs can go on at once.

const checks = ['typecheck', 'lint']
const inBrowser = ['browser', 'react-18', 'storybook']
const projects = ['unit', 'integration', ...inBrowser, 'types']
/** @type {('firefox' | 'webkit')[]} */
const engines = ['firefox', 'webkit']
/** The browser tests once more: only where they are asked for. */
const again = ['react-18', ...engines]
const parts = [...checks, ...projects, ...engines, 'journeys', 'python']

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !parts.includes(name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. The parts of the tests are: ${parts.join(', ')}`)
  process.exit(2)
}
const takesEverything = process.env['TEST_EVERYTHING'] === '1'
/** @param {string} part */
const isWantedUnasked = (part) => takesEverything || !again.includes(part)
/** @param {string} part */
const wanted = (part) => (asked.length === 0 ? isWantedUnasked(part) : asked.includes(part))

let keepReports = false
/** @type {import('node:child_process').ChildProcess | null} */
let running = null
const totals = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} */
const failed = []
/** @type {unknown[]} what the runners told of each file */
const files = []
await bootstrap()
const reports = mkdtempSync(join(tmpdir(), 'herenow-test-'))
const cacheDir = join(root, 'node_modules', '.cache', 'herenow-test', String(process.pid))
process.once('exit', removeTraces)
// A run that is stopped leaves no browsers and servers behind.
process.once('exit', () => running?.kill())
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(1))

const severalProjects = ['storybook', ...engines]
const env = { ...toolEnvironment(), VITE_CACHE_DIR: cacheDir }
if ([...inBrowser, 'journeys'].some(wanted)) await ensureBrowser()
const enginesThere = await findEngines()
if (wanted('unit') && takesEverything) await ensureProxies()
if (['integration', 'browser', 'journeys'].some(wanted) && takesEverything) await demandServices()
for (const check of checks.filter(wanted)) {
  const code = await run(check, scriptCommand(check), [], { shell: true })
  if (code !== 0) {
    totals.failed += 1
    failed.push(check)
  }
}
await runVitest([...projects.filter(wanted), ...enginesThere])
if (hasJourneys()) {
  if (wanted('journeys')) await runJourneys('chromium')
  for (const engine of enginesThere) await runJourneys(engine)
}
if (wanted('python')) {
  console.log('\n── python')
  add(await runPython())
}

if (asked.length === 0 && !takesEverything) {
  console.log(
    `\nNot run: the browser tests with React 18, Firefox and WebKit. \`npm test -- ${again.join(' ')}\` does.`,
  )
}
const conforming = conformance({ testResults: files })
if (conforming.length > 0) console.log(`\nConformance:\n${conforming.join('\n')}`)
// What was not tested, as the servers of others that it needs are not here.
const skipped = skippedWithout({ testResults: files }, root, missingServices())
if (skipped.length > 0) console.log(`\nSkipped:\n${skipped.join('\n')}`)
// Again at the end: what failed an hour ago is far up by now.
if (failed.length > 0) console.log(`\nFailed:\n${failed.map((name) => `  ${name}`).join('\n')}`)
console.log(`\n${summary(totals)}`)
process.exitCode = totals.failed > 0 ? 1 : 0

/** The engines that are wanted besides Chromium. One that can't be had has failed: it was asked for. */
async function findEngines() {
  /** @type {typeof engines} */
  const there = []
  for (const engine of engines.filter(wanted)) {
    if (await ensureEngine(engine)) there.push(engine)
    else {
      totals.failed += 1
      failed.push(`${engine}: not there`)
    }
  }
  return there
}

/** Gets the servers of others. One that can't be had has failed. */
async function demandServices() {
  for (const name of await ensureServices(serviceNames)) {
    totals.failed += 1
    failed.push(`${name}: not there. ${serviceOf(name).howToGetIt}`)
  }
}

/** @param {string[]} names */
async function runVitest(names) {
  if (names.length === 0) return
  const report = join(reports, 'vitest.json')
  mkdirSync(cacheDir, { recursive: true })
  const code = await run(`vitest: ${names.join(', ')}`, pinnedNode, [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    // The stories are several projects, one for each look; and so is an engine.
    ...names.flatMap((name) => ['--project', severalProjects.includes(name) ? `${name}*` : name]),
    // All cores: many tests wait for a server, a clock or a page most of their time.
    '--maxWorkers=100%',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  const told = readReport(report)
  failed.push(...failedOfVitest(told, root))
  files.push(...(told?.testResults ?? []))
  add(countVitest(told, code))
}

function missingServices() {
  return serviceNames.map(serviceOf).filter(({ find }) => find() === null)
}

async function runPython() {
  try {
    const counted = await runPythonClient(env)
    if (counted.failed > 0) failed.push('python')
    return counted
  } catch (error) {
    console.error(error)
    failed.push('python')
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** @param {'chromium' | 'firefox' | 'webkit'} browser */
async function runJourneys(browser) {
  const report = join(reports, `journeys-${browser}.json`)
  const code = await run(
    `journeys: ${browser}`,
    pinnedNode,
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      `--project=${browser}`,
      '--reporter=list,json',
      `--output=${join(reports, 'journeys', browser)}`,
    ],
    { cwd: join(root, 'playwright'), env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
  )
  const told = readReport(report)
  failed.push(...failedOfJourneys(told))
  files.push(...journeysAsTests(told).testResults)
  add(countJourneys(told, code))
  // What a failed journey left behind (a trace) is worth a look.
  const hasTraces = code !== 0 && existsSync(join(reports, 'journeys'))
  keepReports ||= hasTraces
  if (hasTraces) console.log(`Traces: ${join(reports, 'journeys')}`)
}

function hasJourneys() {
  const folder = join(root, 'playwright', 'journeys')
  return (
    existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('.journey.ts'))
  )
}

/** @param {typeof totals} counted */
function add(counted) {
  totals.passed += counted.passed
  totals.failed += counted.failed
  totals.skipped += counted.skipped
}

/**
 * @param {string} path
 * @returns {any} null when the runner ended before it could write it
 */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/**
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<number>} the exit code; a runner that was killed or did not start is a failure too
 */
function run(title, command, args, options) {
  console.log(`\n── ${title}`)
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: 'inherit', ...options })
    running = child
    child.once('error', (error) => {
      console.error(error.message)
      resolve(1)
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

function removeTraces() {
  rmSync(cacheDir, { recursive: true, force: true })
  if (!keepReports) rmSync(reports, { recursive: true, force: true })
}
