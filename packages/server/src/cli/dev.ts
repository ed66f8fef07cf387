import type { Address } from '../http/listener.ts'
import type { DevSettings } from './arguments.ts'
import { startServer } from './message-place.ts'
import { removeReadyFile, writeReadyFile } from './ready-file.ts'
import { runCommand } from './run-command.ts'

/** What the command needs of its process. */
export interface Terminal {
  readonly pid: number
  /** The folder that the command was started in. */
  readonly cwd: string
  readonly environment: NodeJS.ProcessEnv
  print(text: string): void
  /** Resolves when the process is asked to stop. */
  stopAsked(): Promise<void>
}

/** Runs a development server until it is asked to stop, or until its command has ended. Resolves with the exit code. */
export async function runDev(settings: DevSettings, terminal: Terminal): Promise<number> {
  const stopAsked = terminal.stopAsked()
  if (settings.readyFile !== null) await removeReadyFile(settings.readyFile)
  const { readyFile, command } = settings
  const { server, address, place } = await startServer(settings, terminal.cwd)
  try {
    if (readyFile !== null) await writeReadyFile(readyFile, address, terminal.pid)
    if (command !== null) {
      const running = runCommand(command, { ...terminal.environment, HERENOW_URL: address.url })
      void stopAsked.then(() => running.stop())
      return await running.exitCode
    }
    terminal.print(greeting(address, place))
    await stopAsked
    terminal.print('Stopping: telling clients to come back …\n')
    return 0
  } finally {
    await server.close()
  }
}

function greeting(address: Address, place: string): string {
  return `Herenow listens on ${address.url}
Health: ${address.httpUrl}/health
${place}
Without auth everybody may say to be anybody: for development on this machine only.
`
}
