import { join } from 'node:path'
import type { Logger } from '@herenow/adapter'
import { createServer } from '../create-server.ts'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import type { Mistake } from '../settings/mistake.ts'
import { hasProof, serverOptions } from '../settings/server-options.ts'
import type { Settled } from '../settings/settle.ts'
import { isLoopbackHost } from '../socket/origin.ts'
import { assertNoMistakes } from './invocation.ts'
import { engineOnFile, fileIn, mistakesAboutKeeping } from './kept-messages.ts'
import { removeReadyFile, writeReadyFile } from './ready-file.ts'
import { reloadTlsAtHangUp } from './reload-tls.ts'
import type { Terminal } from './terminal.ts'

/** Runs a server until it is asked to stop. Resolves with the exit code. */
export async function runServe(settled: Settled, terminal: Terminal): Promise<number> {
  const stopAsked = terminal.stopAsked()
  const { engine, place } = messagesOf(settled, terminal.cwd)
  const { options, mistakes } = await serverOptions(settled, { engine })
  const keeps = !settled.isYes('memory') && !settled.has('engine')
  assertNoMistakes(settled.mistakes, mistakesAboutKeeping(settled, keeps), openToEverybody(settled), mistakes)
  const readyFile = settled.text('readyFile')
  if (readyFile !== null) await removeReadyFile(readyFile)
  const log = options.log ?? terminal.log(settled.logLevel() ?? 'info')
  const server = createServer({ ...options, log })
  const listening = server.listen()
  if (options.tls !== undefined) reloadTlsAtHangUp(server, listening, terminal, log)
  const address = await listening
  try {
    if (readyFile !== null) await writeReadyFile(readyFile, address, terminal.pid)
    log.info('Herenow listens', {
      ...address,
      pid: terminal.pid,
      messages: options.engine === engine ? place : 'by the engine of the configuration',
    })
    for (const { by, place } of settled.replaced) log.info(`${by} holds in place of ${place}`)
    if (!hasProof(settled)) warnOfNoAuth(log)
    await stopAsked
    log.info('Stopping: clients are told when to come back')
  } finally {
    await server.close()
  }
  log.info('Stopped')
  return 0
}

/** Messages are kept unless the settings want them in memory. */
function messagesOf(settled: Settled, cwd: string): { readonly engine: Engine; readonly place: string } {
  if (settled.isYes('memory')) return { engine: memory(), place: 'in memory' }
  const file = fileIn(settled.text('data') ?? join(cwd, 'herenow-data'))
  return { engine: engineOnFile(file, settled), place: file }
}

function openToEverybody(settled: Settled): readonly Mistake[] {
  const host = settled.text('host')
  const place = settled.placeOf('host')
  if (host === null || place === null || isLoopbackHost(host) || hasProof(settled)) return []
  const problem = `Without auth a server may not listen on "${host}": everybody may say to be anybody.`
  const fix =
    'Name a secret (HERENOW_TOKEN_SECRET, --auth-secret-file) or a key set (--auth-jwks), or listen on 127.0.0.1.'
  return [{ place, problem, fix }]
}

function warnOfNoAuth(log: Logger): void {
  log.warn('Without auth everybody who reaches this server, also through a proxy, may say to be anybody', {
    hint: 'Set HERENOW_TOKEN_SECRET, --auth-secret-file or --auth-jwks.',
  })
}
