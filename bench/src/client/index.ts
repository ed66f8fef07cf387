import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import { build, defaultClientConditions, preview } from 'vite'
import { browserLaunchOptions } from '../../../scripts/browser.mjs'
import { median } from '../report/median.ts'
import { printTable } from '../report/table.ts'
import type { ClientFigures, ClientRuns } from './page.tsx'

const titles: Readonly<Record<keyof ClientRuns, string>> = {
  herenow: 'Herenow core: decode, log, members, listeners',
  mounted: 'the same with the five hooks mounted and rendered',
  centrifuge: 'centrifuge-js: decode, listeners',
  socketIo: 'socket.io-client: decode, listeners',
}
const names = Object.keys(titles) as (keyof ClientRuns)[]

/** Runs the page in Chromium as users get it: built for production. */
export async function runClient(rounds: number): Promise<void> {
  const root = fileURLToPath(new URL('.', import.meta.url))
  const outDir = await mkdtemp(join(tmpdir(), 'herenow-bench-'))
  const resolve = { conditions: ['source', ...defaultClientConditions] }
  await build({ root, logLevel: 'error', resolve, build: { outDir, emptyOutDir: true } })
  const server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { port: 0, host: '127.0.0.1' } })
  const browser = await chromium.launch(browserLaunchOptions())
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.httpServer.address() as AddressInfo).port}/`)
    print(await measure(page, rounds), rounds)
  } finally {
    await browser.close()
    await server.close()
    await rm(outDir, { recursive: true })
  }
}

async function measure(page: Page, rounds: number): Promise<ReadonlyMap<keyof ClientRuns, ClientFigures[]>> {
  const results = new Map<keyof ClientRuns, ClientFigures[]>(names.map((name) => [name, []]))
  // The first round warms the compiler up and isn't counted.
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const figures = await inTime(
        name,
        page.evaluate((run) => window.benchmarks[run](), name),
      )
      if (round > 0) results.get(name)?.push(figures)
    }
  }
  return results
}

/** A library that waits for something that never comes must not hang the report. */
async function inTime<T>(name: string, run: Promise<T>): Promise<T> {
  const stop = new AbortController()
  const late = wait(60_000, null, { signal: stop.signal }).then(() => {
    throw new Error(`${name} did not end within a minute`)
  })
  try {
    return await Promise.race([run, late])
  } finally {
    stop.abort()
    late.catch(() => {})
  }
}

function print(results: ReadonlyMap<keyof ClientRuns, readonly ClientFigures[]>, rounds: number): void {
  const of = (name: keyof ClientRuns, figure: keyof ClientFigures): number =>
    median((results.get(name) ?? []).map((figures) => figures[figure] ?? Number.NaN))
  const rows = names.map((name) => {
    const commits = of(name, 'commits')
    return [
      titles[name],
      of(name, 'messages').toFixed(1),
      (of(name, 'messages') / of('centrifuge', 'messages')).toFixed(2),
      of(name, 'presence').toFixed(1),
      (of(name, 'presence') / of('centrifuge', 'presence')).toFixed(2),
      Number.isNaN(commits) ? '' : String(commits),
    ]
  })
  const head = ['', 'messages ms', '÷ centrifuge', 'presence ms', '÷ centrifuge', 'commits']
  printTable(`Client: 10,000 messages and 10,000 presence changes in Chromium, median of ${rounds}`, head, rows)
}
