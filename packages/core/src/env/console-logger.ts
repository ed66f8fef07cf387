import type { Logger } from '@herenow/adapter'

/** Warnings and errors go to the console; the rest is for those who pass a logger of their own. */
export function consoleLogger(): Logger {
  return {
    debug: () => {},
    info: () => {},
    warn: (message, details) => say('warn', message, details),
    error: (message, details) => say('error', message, details),
  }
}

function say(level: 'warn' | 'error', message: string, details: unknown): void {
  const hint = details instanceof Error && 'hint' in details && typeof details.hint === 'string' ? details.hint : ''
  console[level](`[herenow] ${message}${hint === '' ? '' : ` ${hint}`}`, details ?? '')
}
