import { inspect } from 'node:util'
import type { Logger } from '@herenow/adapter'
import type { LogLevel } from './terminal-log.ts'
import { printable } from './printable.ts'
import { redacted, redactedText } from './redacted.ts'
import { logLevels } from './terminal-log.ts'

/** Writes lines for people, from this level on: `12:00:01 info  Herenow listens  url=ws://127.0.0.1:7070`. */
export function readableLog(
  level: LogLevel,
  write: (line: string) => void,
  date: () => Date = () => new Date(),
): Logger {
  const line =
    (name: LogLevel) =>
    (message: string, details?: unknown): void => {
      if (logLevels.indexOf(name) < logLevels.indexOf(level)) return
      write(
        `${date().toTimeString().slice(0, 8)} ${name.padEnd(5)} ${printable(redactedText(message))}${shown(redacted(details))}\n`,
      )
    }
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
}

/** Plain values beside the message; what is larger below it. */
function shown(details: unknown): string {
  if (details === undefined) return ''
  const isRecord = typeof details === 'object' && details !== null && !Array.isArray(details)
  if (!isRecord || details instanceof Error) return `\n  ${below(details)}`
  return Object.entries(details)
    .map(([name, value]) =>
      typeof value === 'object' ? `\n  ${name}: ${below(value)}` : `  ${name}=${printable(String(value))}`,
    )
    .join('')
}

function below(value: unknown): string {
  return inspect(value).split('\n').map(printable).join('\n  ')
}
