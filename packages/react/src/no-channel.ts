import { RealtimeError } from '@herenow/core'

/**
 * Rejection for calls made without a channel. It may be ignored without an unhandled rejection, as every promise of the
 * kit.
 */
export function noChannel(): Promise<never> {
  const refused = Promise.reject<never>(
    new RealtimeError({
      code: 'connection_closed',
      message: 'There is no channel to do this on.',
      hint: 'The hook has no client (signed out), no channel, or is disabled. Offer this to users only once it has all three.',
    }),
  )
  // The caller got the rejection; this only keeps it from being reported a second time as unhandled.
  refused.catch(() => undefined)
  return refused
}
