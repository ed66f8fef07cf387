import { join } from 'node:path'
import { createServer } from '../create-server.ts'
import { memory } from '../engine/memory-engine.ts'
import { sqlite } from '../engine/sqlite/sqlite.ts'
import type { Address } from '../http/listener.ts'
import type { DevSettings } from './arguments.ts'
import { removeReadyFile, writeReadyFile } from './ready-file.ts'
import { runCommand } from './run-command.ts'

/** What the command needs of its process. */
export interface Terminal {
  readonly pid: number
  readonly environment: NodeJS.ProcessEnv
  print(text: string): void
  /** Resolves when the process is asked to stop. */
  stopAsked(): Promise<void>
}

/** Runs a development server until it is asked to stop, or until its command has ended. Resolves with the exit code. */
export async function runDev(settings: DevSettings, terminal: Terminal): Promise<number> {
  const stopAsked = terminal.stopAsked()
  if (settings.readyFile !== null) await removeReadyFile(settings.readyFile)
  const { port, host, data, newEpoch, readyFile, command } = settings
  const file = data === null ? null : join(data, 'herenow.db')
  const engine = file === null ? memory() : sqlite(file, { newEpoch })
  const server = createServer({ host, engine, ...(port === null ? {} : { port }) })
  const address = await server.listen()
  try {
    if (readyFile !== null) await writeReadyFile(readyFile, address, terminal.pid)
    if (command !== null) {
      const running = runCommand(command, { ...terminal.environment, HERENOW_URL: address.url })
      void stopAsked.then(() => running.stop())
      return await running.exitCode
    }
    terminal.print(greeting(address, file))
    await stopAsked
    terminal.print('Stopping: telling clients to come back …\n')
    return 0
  } finally {
    await server.close()
  }
}

function greeting(address: Address, file: string | null): string {
  const kept = file === null ? 'in memory; --data DIR keeps them' : `in ${file}`
  return `Herenow listens on ${address.url}
Health: ${address.httpUrl}/health
Messages are kept ${kept}.
Without auth everybody may say to be anybody: for development on this machine only.
`
}
