import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** Exit code that shells give a command which a signal ended. */
export function signalCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}

/** A command that runs in this terminal. */
export interface RunningCommand {
  /** Resolves with its exit code when it has ended. */
  readonly exitCode: Promise<number>
  /** Asks it to end. */
  stop(): void
}

/** Starts a shell command. */
export function runCommand(command: string, environment: NodeJS.ProcessEnv): RunningCommand {
  const child = spawn(command, { shell: true, stdio: 'inherit', env: environment })
  const exitCode = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? (signal === null ? 1 : signalCode(signal))))
  })
  return { exitCode, stop: () => void child.kill('SIGTERM') }
}
