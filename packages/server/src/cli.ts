#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { assertNever, RealtimeError } from '@herenow/adapter'
import { ApiError } from './api-client/index.ts'
import { runDisconnect } from './cli/ask/disconnect.ts'
import { runHereNow } from './cli/ask/here-now.ts'
import { runHistory } from './cli/ask/history.ts'
import { runPublish } from './cli/ask/publish.ts'
import { runTail } from './cli/ask/tail.ts'
import { runDev } from './cli/dev.ts'
import type { Invocation } from './cli/invocation.ts'
import { readInvocation } from './cli/invocation.ts'
import { signalCode } from './cli/run-command.ts'
import { runServe } from './cli/serve.ts'
import type { Terminal } from './cli/terminal.ts'
import { runToken } from './cli/token.ts'
import { isOfInterest } from './cli/warnings.ts'
import { printable } from './env/printable.ts'
import { readableLog } from './env/readable-log.ts'
import { standardOutput, terminalLog } from './env/terminal-log.ts'
import { commandHelp, generalHelp } from './settings/help-text.ts'
import { listing, Mistakes } from './settings/mistake.ts'

/** Exit code of what SIGPIPE ended, also on systems that have no such signal. */
const brokenPipe = 141
/** Tools that start commands, such as npm, pass on a signal that the terminal has sent to everybody already. */
const echoTime = 500

const terminal: Terminal = {
  pid: process.pid,
  cwd: process.cwd(),
  environment: process.env,
  print: (text) => {
    process.stdout.write(text)
  },
  log: (level) =>
    process.stdout.isTTY
      ? readableLog(level, (line) => void process.stdout.write(line))
      : terminalLog(level, standardOutput()),
  onHangUp: (act) => {
    process.on('SIGHUP', act)
  },
  stopAsked: () =>
    new Promise((resolve) => {
      let isFinal = false
      const asked = (signal: NodeJS.Signals): void => {
        // The first process of a container doesn't end by a signal alone.
        if (isFinal) process.exit(signalCode(signal))
        resolve()
        setTimeout(() => (isFinal = true), echoTime).unref()
      }
      process.on('SIGINT', asked).on('SIGTERM', asked)
    }),
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version: number } = JSON.parse(text) as { readonly version: string }
  return number
}

async function run(): Promise<number> {
  const invocation = await readInvocation(process.argv.slice(2), terminal)
  switch (invocation.kind) {
    case 'help':
      terminal.print(invocation.command === null ? generalHelp : commandHelp(invocation.command))
      return 0
    case 'version':
      terminal.print(`${version()}\n`)
      return 0
    case 'run':
      return runCommand(invocation)
    default:
      return assertNever(invocation)
  }
}

function runCommand({ command, settled }: Extract<Invocation, { kind: 'run' }>): Promise<number> {
  switch (command) {
    case 'dev':
      return runDev(settled, terminal)
    case 'serve':
      return runServe(settled, terminal)
    case 'token':
      return runToken(settled, terminal)
    case 'publish':
      return runPublish(settled, terminal)
    case 'history':
      return runHistory(settled, terminal)
    case 'here-now':
      return runHereNow(settled, terminal)
    case 'tail':
      return runTail(settled, terminal)
    case 'disconnect':
      return runDisconnect(settled)
    default:
      return assertNever(command)
  }
}

/** Errors of ours say what to do; anything else is a mistake of ours and shows where. */
function explain(error: unknown): string {
  if (error instanceof Mistakes) return listing(error)
  if (!RealtimeError.isInstance(error) && !(error instanceof ApiError))
    return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
  // A server may have written them, or whoever answers in its place.
  const lines = `herenow: ${error.message}${error.hint === '' ? '' : `\n${error.hint}`}`.split('\n')
  return `${lines.map(printable).join('\n')}\n`
}

const printWarning = process.listeners('warning')
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (isOfInterest(warning)) for (const print of printWarning) print(warning)
})

// Whoever reads has what they wanted, such as `head`: other commands are ended by a signal then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(brokenPipe)
})

/** Ends the process once everything is written: a configuration may have opened things that would keep it running. */
function end(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}

try {
  end(await run())
} catch (error) {
  process.stderr.write(explain(error))
  end(error instanceof Mistakes ? 2 : 1)
}
