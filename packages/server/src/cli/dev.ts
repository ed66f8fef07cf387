import type { ServerOptions } from '../config.ts'
import type { Address } from '../http/address.ts'
import { terminalLog } from '../env/terminal-log.ts'
import { hasProof, serverOptions } from '../settings/server-options.ts'
import type { Settled } from '../settings/settle.ts'
import { hasInspector, invitation, inspection, keyOfThisRun, secretOfThisRun } from './dev-access.ts'
import { assertNoMistakes } from './invocation.ts'
import { mistakesAboutKeeping } from './kept-messages.ts'
import { messagePlace, startServer } from './message-place.ts'
import { removeReadyFile, writeReadyFile } from './ready-file.ts'
import { runCommand } from './run-command.ts'
import type { Terminal } from './terminal.ts'

/** Runs a development server until it is asked to stop, or until its command has ended. Resolves with the exit code. */
export async function runDev(settled: Settled, terminal: Terminal): Promise<number> {
  const stopAsked = terminal.stopAsked()
  const messages = messagePlace(settled)
  const key = keyOfThisRun(settled)
  const { options, mistakes } = await serverOptions(settled, {
    engine: messages.engine,
    ...(key === null ? {} : { apiKey: [{ key, name: 'of this run' }] }),
    ...(hasInspector(settled) ? { inspector: 'write' } : {}),
  })
  assertNoMistakes(settled.mistakes, mistakesAboutKeeping(settled, settled.has('data')), mistakes)
  const readyFile = settled.text('readyFile')
  const command = settled.text('cmd')
  if (readyFile !== null) await removeReadyFile(readyFile)
  const secret = secretOfThisRun(settled)
  const all = { ...devOptions(options, settled), ...(secret === null ? {} : { auth: { secret } }) }
  const { server, address, place } = await startServer(all, messages, terminal.cwd)
  try {
    if (readyFile !== null) await writeReadyFile(readyFile, address, terminal.pid)
    if (command !== null) {
      const known = { HERENOW_URL: address.url, ...(secret === null ? {} : { HERENOW_TOKEN_SECRET: secret }) }
      const running = runCommand(command, { ...terminal.environment, ...known })
      void stopAsked.then(() => running.stop())
      return await running.exitCode
    }
    const host = settled.text('host') ?? ''
    terminal.print(
      `${greeting(address, place)}${inspection(address, options, key)}${secret === null ? who(hasProof(settled)) : await invitation(address, host, secret)}`,
    )
    await stopAsked
    terminal.print('Stopping: telling clients to come back …\n')
    return 0
  } finally {
    await server.close()
  }
}

function devOptions(options: ServerOptions, settled: Settled): ServerOptions {
  const level = settled.logLevel()
  return {
    ...options,
    // A throw-away server must not clash with the one that may be running.
    ...(settled.has('cmd') ? { port: options.port ?? 0 } : {}),
    ...(level === null || options.log !== undefined ? {} : { log: terminalLog(level) }),
  }
}

function greeting(address: Address, place: string): string {
  return `Herenow listens on ${address.url}
Health: ${address.httpUrl}/health
${place}
`
}

function who(isProven: boolean): string {
  return isProven
    ? 'Clients must prove who they are; herenow token --client ana prints a token where that is done with a secret.\n'
    : 'Without auth everybody may say to be anybody: for development on this machine only.\n'
}
