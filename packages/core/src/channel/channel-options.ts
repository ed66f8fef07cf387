import type { Position } from '@herenow/adapter'

/** How to attach a channel. Count at the first attach; one shared channel has one set of options. */
export interface ChannelOptions {
  /** Replay the last messages: so many, or those of the last `seconds`. */
  readonly rewind?: number | { readonly seconds: number } | undefined
  /** Resume after this position or from this date. Wins over `rewind`. */
  readonly since?: Position | Date | undefined
  /** Follow who is present. Default `true`. */
  readonly presence?: boolean | undefined
}
