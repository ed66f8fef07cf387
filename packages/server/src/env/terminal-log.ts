import type { Logger } from '@herenow/adapter'
import type { DestinationStream } from 'pino'
import { pino, stdSerializers } from 'pino'

/** Writes lines of JSON to standard error, or to `destination`, from this level on. */
export function terminalLog(level: 'info' | 'warn', destination: DestinationStream = standardError()): Logger {
  const log = pino({ level, base: null }, destination)
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, details?: unknown): void => {
      if (details === undefined) log[name](message)
      else log[name]({ details: shown(details) }, message)
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

function standardError(): DestinationStream {
  return pino.destination({ dest: 2, sync: true })
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
