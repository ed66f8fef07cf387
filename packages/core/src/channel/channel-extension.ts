import type { ReceivedMessage, Signal } from '@herenow/adapter'

/** A part of a channel that is made only when somebody asks for it. */
export interface ChannelExtension {
  /** A signal whose name starts with `herenow:`; listeners don't get those. */
  signal(signal: Signal): void
  message(message: ReceivedMessage): void
  /** Nothing is delivered from here on, until the next attach. */
  stop(): void
}
