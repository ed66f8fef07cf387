/** Where the kit says what it can't say to a caller. Messages never contain tokens or message bodies. */
export interface Logger {
  debug(message: string, details?: unknown): void
  info(message: string, details?: unknown): void
  warn(message: string, details?: unknown): void
  error(message: string, details?: unknown): void
}
