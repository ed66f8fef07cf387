import { RealtimeError } from '@herenow/adapter'
import { readPem, ServerTls } from '../http/server-tls.ts'
import type { Mistake } from './mistake.ts'
import type { Settled } from './settle.ts'

/**
 * What is wrong with the certificate and its key, each at its own place. A `tls` with nothing in it is wrong too: a variable
 * that is unset must not mean a server without TLS.
 */
export function tlsMistakes(settled: Settled): readonly Mistake[] {
  const somewhere = settled.placeOf('tls.cert') ?? settled.placeOf('tls.key') ?? settled.placeOf('tls')
  if (somewhere === null) return []
  const [cert, key] = [settled.text('tls.cert') ?? '', settled.text('tls.key') ?? '']
  const each = [
    ...mistakesOf(settled.placeOf('tls.cert') ?? somewhere, () => readPem('cert', cert)),
    ...mistakesOf(settled.placeOf('tls.key') ?? somewhere, () => readPem('key', key)),
  ]
  return each.length > 0 ? each : mistakesOf(somewhere, () => new ServerTls({ cert, key }))
}

function mistakesOf(place: string, check: () => unknown): readonly Mistake[] {
  try {
    check()
    return []
  } catch (error) {
    if (!RealtimeError.isInstance(error)) throw error
    return [{ place, problem: error.message, fix: error.hint }]
  }
}
