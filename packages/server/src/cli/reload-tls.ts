import type { Logger } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { Server } from '../server.ts'
import type { Terminal } from './terminal.ts'

/** Has a server read its certificate again at each SIGHUP, as soon as it has `started`, and logs what came of it. */
export function reloadTlsAtHangUp(server: Server, started: Promise<unknown>, terminal: Terminal, log: Logger): void {
  terminal.onHangUp(() => {
    void started
      .then(() => server.reloadTls())
      .then(
        (certificate) => log.info('The TLS certificate was read again', { ...certificate }),
        (error: unknown) => log.error('The new TLS certificate is refused: the one before stays', reasonOf(error)),
      )
  })
}

function reasonOf(error: unknown): { readonly reason: string; readonly hint?: string } {
  if (!RealtimeError.isInstance(error)) return { reason: String(error) }
  return { reason: error.message, hint: error.hint }
}
