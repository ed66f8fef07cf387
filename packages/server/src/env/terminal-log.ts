import type { Logger } from '@herenow/adapter'
import { pino } from 'pino'

/** Writes lines of JSON to standard error, from this level on. */
export function terminalLog(level: 'info' | 'warn'): Logger {
  const log = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
  const write =
    (name: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, details?: unknown): void => {
      if (details === undefined) log[name](message)
      else log[name]({ details }, message)
    }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}
