import type { Gap, Message } from '@herenow/react'
import type { ComponentType, ForwardRefExoticComponent, ReactNode, RefAttributes } from 'react'
import type { PartProps } from '../../anatomy/part.ts'
import type { AnnounceMode } from '../../announcer/use-announcements.ts'
import type { JumpToLatestProps } from '../jump-to-latest/jump-to-latest.tsx'
import type { LogMessage, LogRowSlots, MessageRenderer } from './log-row.tsx'

/** The methods of a `ref` to a log. */
export interface ChatLogHandle {
  /** Scrolls smoothly to the end, and follows new messages there. */
  readonly scrollToLatest: () => void
  /** Shows a message in the middle of the log. `false`: it isn't loaded. */
  readonly scrollToMessage: (messageId: string) => boolean
  /** Focuses the message that was focused last, else the log. */
  readonly focus: () => void
  readonly element: () => HTMLDivElement | null
}

/** The pieces of a log that can be replaced. */
export interface ChatLogSlots extends LogRowSlots {
  readonly JumpToLatest?: ComponentType<JumpToLatestProps> | undefined
}

/** The state that a `render` of `ChatLog` gets. */
export interface ChatLogState {
  readonly status: 'pending' | 'ready' | 'error'
  /** The end is in view, and new messages are followed. */
  readonly isAtBottom: boolean
}

/** Why messages couldn't be loaded: an error of the kit, or a text for the reader. */
export interface LogTrouble {
  readonly message: string
  readonly code?: string | undefined
}

/** Props of `ChatLog`, besides the attributes of its `div`. */
export interface ChatLogOptions {
  /** Oldest first, each id once. Keep the array while nothing has changed. */
  readonly messages: readonly Message[]
  /** Our own client id: messages with it are drawn as ours. */
  readonly currentClientId?: string | null | undefined
  /** `pending`: the first page hasn't arrived; its messages are history and aren't announced. Default `'ready'`. */
  readonly status?: 'pending' | 'ready' | 'error' | undefined
  /** Why `status` is `error`. With a `code` the log has words of its own for it, else the message is shown. */
  readonly error?: LogTrouble | null | undefined
  /** Whether older messages exist that aren't loaded; `'unknown'`: they can't be loaded, and may exist. Default `false`. */
  readonly hasOlder?: boolean | 'unknown' | undefined
  /** Loads older messages, or the first page again after an error. Return a promise: the next call waits for it. */
  readonly onLoadOlder?: (() => unknown) | undefined
  /** Why the last older page couldn't be loaded, if `onLoadOlder` doesn't reject. */
  readonly olderError?: LogTrouble | null | undefined
  /** Places where messages are missing. */
  readonly gaps?: readonly Gap[] | undefined
  /** The last message that the reader has read, for the unread line. Only the first value counts. */
  readonly unreadAfterId?: string | null | undefined
  /** Messages of one person within this many milliseconds form a group. Default 5 minutes. */
  readonly grouping?: { readonly ms: number } | undefined
  /** The most messages that are rows at once, at least 100; others become rows on scrolling. Default 400. */
  readonly maxRendered?: number | undefined
  /** How new messages are announced to screen readers. Default `'full'`. */
  readonly announce?: AnnounceMode | undefined
  readonly onAtBottomChange?: ((isAtBottom: boolean) => void) | undefined
  readonly onRetry?: ((messageId: string) => void) | undefined
  readonly onDiscard?: ((messageId: string) => void) | undefined
  /** Called on Escape in a message: focus the composer here. Default: focuses the log. */
  readonly onEscape?: (() => void) | undefined
  /** Draws a message in place of `Message`. Keep the function's identity, or every message renders again. */
  readonly renderMessage?: ((message: LogMessage) => ReactNode) | undefined
  /** Components that draw the body of messages by name, such as `{ poll: Poll }`. Keep their identity. */
  readonly renderers?: Readonly<Record<string, MessageRenderer>> | undefined
  /** Shown while there are no messages. */
  readonly empty?: ReactNode
  readonly slots?: ChatLogSlots | undefined
}

export type ChatLogViewProps = PartProps<'div', ChatLogState, ChatLogOptions>

/** A log of messages. */
export type ChatLogComponent = ForwardRefExoticComponent<ChatLogViewProps & RefAttributes<ChatLogHandle>>
