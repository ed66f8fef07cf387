import type { Logger } from '@herenow/adapter'

/** Says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** One call of a logger. */
export interface LogEntry {
  readonly level: keyof Logger
  readonly message: string
  readonly details: unknown
}

/** A logger that keeps what it is told. */
export interface RecordingLogger extends Logger {
  readonly entries: readonly LogEntry[]
}

/** Makes a logger whose lines a test can read. */
export function recordingLogger(): RecordingLogger {
  const entries: LogEntry[] = []
  const at =
    (level: LogEntry['level']) =>
    (message: string, details?: unknown): void =>
      void entries.push({ level, message, details })
  return { entries, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
