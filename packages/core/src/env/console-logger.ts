import type { Logger } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'

/** Warnings and errors go to the console; the rest is for those who pass a logger of their own. */
export function consoleLogger(): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (message, details) => say('warn', message, details),
    error: (message, details) => say('error', message, details),
  }
}

function say(level: 'warn' | 'error', message: string, details: unknown = ''): void {
  const hint = RealtimeError.isInstance(details) ? details.hint : ''
  console[level](`[herenow] ${message} ${hint}`.trimEnd(), details)
}
