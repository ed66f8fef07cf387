import type { UserInfo } from '@herenow/adapter'
import type { Store } from '../store/store.ts'

export interface TypingMember {
  readonly clientId: string
  readonly info: UserInfo | null
}

/** Who else is typing in a channel, in the order in which they began. */
export interface TypingStore extends Store<readonly TypingMember[]> {
  /**
   * Says that we are typing, or have stopped. Call it at every key: only changes, and a sign of life while it lasts,
   * leave as signals. Ends by itself `timeout` milliseconds (default 4,000) after the last `true`.
   */
  set(isTyping: boolean, timeout?: number): void
}
