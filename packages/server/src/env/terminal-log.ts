import type { Logger } from '@herenow/adapter'
import type { DestinationStream } from 'pino'
import { pino, stdSerializers } from 'pino'
import { redacted, redactedText } from './redacted.ts'

/** From where on a log writes. */
export type LogLevel = keyof Logger

export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** Writes lines of JSON, without tokens, keys and cookies, to standard error, or to `destination`, from this level on. */
export function terminalLog(level: LogLevel, destination: DestinationStream = standardError()): Logger {
  const log = pino({ level, base: null }, destination)
  const write =
    (name: LogLevel) =>
    (message: string, details?: unknown): void => {
      if (details === undefined) log[name](redactedText(message))
      else if (log.isLevelEnabled(name)) log[name]({ details: shown(redacted(details)) }, redactedText(message))
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

function standardError(): DestinationStream {
  return pino.destination({ dest: 2, sync: true })
}

/** Where a server that is on its own writes its log: it has nothing else to print. */
export function standardOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: true })
}

/** As JSON an error is nothing but `{}`: what went wrong, where, and why, has to be said. */
function shown(details: unknown): unknown {
  if (details instanceof Error) return stdSerializers.errWithCause(details)
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return details
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      value instanceof Error ? stdSerializers.errWithCause(value) : value,
    ]),
  )
}
