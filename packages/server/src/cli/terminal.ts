import type { Logger } from '@herenow/adapter'
import type { LogLevel } from '../env/terminal-log.ts'

/** What a command needs of its process. */
export interface Terminal {
  readonly pid: number
  /** The folder that the command was started in. */
  readonly cwd: string
  readonly environment: NodeJS.ProcessEnv
  print(text: string): void
  /** Logs from this level on, to standard output: lines for people at a terminal, else JSON. */
  log(level: LogLevel): Logger
  /** Does something at each SIGHUP, which otherwise ends the process. */
  onHangUp(act: () => void): void
  /** Resolves when the process is asked to stop. Asked once more, it ends at once. */
  stopAsked(): Promise<void>
}
