'use client'

import { useState } from 'react'
import type { TextPlace } from './use-text.ts'

/**
 * Takes a text. A promise that rejects gives it back: it stands in the composer again, unless something else has been
 * written there since.
 */
export type OnSend = (text: string) => void | Promise<unknown>

/** Sends what a composer holds. */
export interface Sending {
  /** The text came back and stands there unchanged. */
  readonly isReturned: boolean
  /** Sends, and empties the place. Throws what `onSend` throws, and then changes nothing. */
  readonly send: (text: string) => void
  /** The text was changed by hand. */
  readonly changed: () => void
}

/** Empties a place by sending its text, and puts a text that could not be sent back where it came from. */
export function useSending(place: TextPlace, onSend: OnSend): Sending {
  const [returnedTo, setReturnedTo] = useState<TextPlace | null>(null)
  const putBack = (text: string) => {
    if (place.get() !== '') return
    place.set(text)
    setReturnedTo(place)
  }
  return {
    isReturned: returnedTo === place,
    send: (text) => {
      const sent = onSend(text)
      place.set('')
      setReturnedTo(null)
      // The rejection is told by the text's coming back; whoever rejects knows the reason.
      if (sent !== undefined) void sent.then(undefined, () => putBack(text))
    },
    changed: () => setReturnedTo(null),
  }
}
