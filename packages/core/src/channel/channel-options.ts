import type { Position } from '@herenow/adapter'
import { invalid } from '../client/errors.ts'

/** How to attach a channel. Count at the first attach; one shared channel has one set of options. */
export interface ChannelOptions {
  /** Replay the last messages: so many, or those of the last `seconds`. */
  readonly rewind?: number | { readonly seconds: number } | undefined
  /** Resume after this position or from this date. Wins over `rewind`. */
  readonly since?: Position | Date | undefined
  /** Follow who is present. Default `true`. */
  readonly presence?: boolean | undefined
}

/** Throws `invalid_argument` for options that no service could take. */
export function checkChannelOptions({ rewind, since }: ChannelOptions): void {
  if (typeof rewind === 'number' && !(Number.isSafeInteger(rewind) && rewind >= 1)) {
    throw invalid('`rewind` must be a whole number, at least 1, or { seconds }.')
  }
  if (typeof rewind === 'object' && !(Number.isFinite(rewind.seconds) && rewind.seconds >= 0)) {
    throw invalid('`rewind.seconds` must be a number, at least 0.')
  }
  if (since instanceof Date && !(since.getTime() >= 0)) {
    throw invalid('`since` must be a position or a date after 1970.')
  }
  if (since !== undefined && !(since instanceof Date)) checkPosition('since', since)
}

/** Throws `invalid_argument` unless it looks like a position that a service gave. */
export function checkPosition(name: string, position: Position): void {
  const given: Partial<Position> | null = position
  const { epoch, offset } = given ?? {}
  const isOffset = typeof offset === 'string' || (typeof offset === 'number' && offset >= 0)
  if (typeof epoch !== 'string' || epoch === '' || !isOffset) {
    throw invalid(`\`${name}\` must be a position as a message or receipt carries it.`)
  }
}
