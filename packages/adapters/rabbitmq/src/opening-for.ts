import type { AttachOptions, DesiredAttachment } from '@herenow/adapter'
import { adapterError } from '@herenow/adapter'
import { byTime } from './rabbitmq-error.ts'
import type { MarkIds, Opening } from './attach-opening.ts'
import { openAtEnd, openBehind, openWithLast } from './attach-opening.ts'
import type { StreamPosition } from './stream-position.ts'
import { placeOf, streamPosition } from './stream-position.ts'

type Desired = DesiredAttachment<StreamPosition>['options']

/** Throws `unsupported` for a time, and `invalid_argument` for another service's position. */
export function desiredOptions({ since, rewind }: AttachOptions): Desired {
  if (typeof since === 'number' || (typeof rewind === 'object' && rewind !== null)) throw byTime()
  const place = since && placeOf(since)
  if (since && !place) throw adapterError('invalid_argument', 'The position comes from another service.')
  return { since: since && place && streamPosition(since.epoch, place), rewind, presence: false }
}

/** How the stream is to be read so that the channel is attached as wanted. `epoch`: of the stream that is there. */
export function openingFor({ since, rewind }: Desired, epoch: string, markIds: MarkIds): Opening {
  const place = typeof since === 'object' && since?.epoch === epoch ? placeOf(since) : null
  if (place) return openBehind(place, markIds)
  const isRewind = since === null && typeof rewind === 'number' && rewind > 0
  return isRewind ? openWithLast(Math.ceil(rewind), markIds) : openAtEnd(markIds)
}
