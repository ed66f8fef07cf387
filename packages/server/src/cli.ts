#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { assertNever, RealtimeError } from '@herenow/adapter'
import { readArguments } from './cli/arguments.ts'
import type { Terminal } from './cli/dev.ts'
import { runDev } from './cli/dev.ts'
import { helpText } from './cli/help-text.ts'
import { isOfInterest } from './cli/warnings.ts'

const terminal: Terminal = {
  pid: process.pid,
  cwd: process.cwd(),
  environment: process.env,
  print: (text) => {
    process.stdout.write(text)
  },
  stopAsked: () =>
    new Promise((resolve) => {
      process.once('SIGINT', () => resolve())
      process.once('SIGTERM', () => resolve())
    }),
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version: number } = JSON.parse(text) as { readonly version: string }
  return number
}

async function run(): Promise<number> {
  const invocation = readArguments(process.argv.slice(2), process.env)
  switch (invocation.kind) {
    case 'help':
      terminal.print(helpText)
      return 0
    case 'version':
      terminal.print(`${version()}\n`)
      return 0
    case 'dev':
      return runDev(invocation.settings, terminal)
    default:
      return assertNever(invocation)
  }
}

/** Errors of ours say what to do; anything else is a mistake of ours and shows where. */
function explain(error: unknown): string {
  if (!RealtimeError.isInstance(error)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `herenow: ${error.message}${error.hint === '' ? '' : `\n${error.hint}`}`
}

const printWarning = process.listeners('warning')
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (isOfInterest(warning)) for (const print of printWarning) print(warning)
})

try {
  process.exitCode = await run()
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exitCode = 1
}
