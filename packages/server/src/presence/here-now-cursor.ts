import type { HereNowResult } from '@herenow/protocol'

/** Where a page of here-now ended: after a channel, or after one of its connections. */
export interface HereNowPlace {
  readonly channel: string
  readonly connectionId: string | null
  /** What the first page counted; `null` where a client made the cursor up. */
  readonly totals: Pick<HereNowResult, 'totalChannels' | 'totalOccupancy'> | null
}

/** A cursor as clients send it back. Neither channel names nor connection ids have spaces. */
export function cursorOf({ channel, connectionId, totals }: HereNowPlace): string {
  const parts = [channel, connectionId ?? '', totals?.totalChannels ?? '', totals?.totalOccupancy ?? '']
  return parts.join(' ')
}

/** Reads any text: a cursor that isn't ours leads nowhere, and harms nobody but who sent it. */
export function placeOf(cursor: string): HereNowPlace {
  const [channel = '', connectionId = '', channels, occupancy] = cursor.split(' ')
  const [totalChannels, totalOccupancy] = [wholeNumber(channels), wholeNumber(occupancy)]
  return {
    channel,
    connectionId: connectionId === '' ? null : connectionId,
    totals: totalChannels === null || totalOccupancy === null ? null : { totalChannels, totalOccupancy },
  }
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null
}
