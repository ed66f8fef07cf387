import type { Gap, Message } from '@herenow/react'
import type { ComponentType, ForwardRefExoticComponent, ReactNode, RefAttributes } from 'react'
import type { PartProps } from '../../anatomy/part.ts'
import type { AnnounceMode } from '../../announcer/use-announcements.ts'
import type { JumpToLatestProps } from '../jump-to-latest/jump-to-latest.tsx'
import type { LogMessage, LogRowSlots, MessageRenderer } from './log-row.tsx'

/** What a `ref` to a log can do. */
export interface ChatLogHandle {
  /** Goes to the end, where one can see it happen, and stays there. */
  readonly scrollToLatest: () => void
  /** Shows a message in the middle of the log. `false`: it isn't loaded. */
  readonly scrollToMessage: (messageId: string) => boolean
  /** Gives the focus to the message that had it last, else to the log. */
  readonly focus: () => void
  readonly element: () => HTMLDivElement | null
}

/** The pieces of a log that can be replaced. */
export interface ChatLogSlots extends LogRowSlots {
  readonly JumpToLatest?: ComponentType<JumpToLatestProps> | undefined
}

/** What a `render` of `ChatLog` is told. */
export interface ChatLogState {
  readonly status: 'pending' | 'ready' | 'error'
  /** The end is in view, and new messages are followed. */
  readonly isAtBottom: boolean
}

/** What `ChatLog` takes besides the attributes of a `div`. */
export interface ChatLogOptions {
  /** Oldest first, each id once. Keep the array while nothing has changed. */
  readonly messages: readonly Message[]
  /** Whose messages are our own. */
  readonly currentClientId?: string | null | undefined
  /** `pending`: the first page isn't here yet; what comes with it is history and isn't announced. Default `'ready'`. */
  readonly status?: 'pending' | 'ready' | 'error' | undefined
  /** Why `status` is `error`. */
  readonly error?: { readonly message: string } | null | undefined
  /** There are older messages that aren't loaded. Default `false`. */
  readonly hasOlder?: boolean | undefined
  /** Loads older messages, or the first page again after an error. One call at a time: return a promise of its end. */
  readonly onLoadOlder?: (() => unknown) | undefined
  /** Why the last older page couldn't be loaded, for loaders that don't reject. */
  readonly olderError?: { readonly message: string } | null | undefined
  /** Places where messages are missing. */
  readonly gaps?: readonly Gap[] | undefined
  /** The last message that the reader saw some other time. Taken once: the line stays where it was. */
  readonly unreadAfterId?: string | null | undefined
  /** Messages of one person within so many milliseconds stand together. Default 5 minutes. */
  readonly grouping?: { readonly ms: number } | undefined
  /** So many messages are rows at once, at least 100; the others come as one scrolls. Default 400. */
  readonly maxRendered?: number | undefined
  /** What screen readers are told of new messages. Default `'full'`. */
  readonly announce?: AnnounceMode | undefined
  readonly onAtBottomChange?: ((isAtBottom: boolean) => void) | undefined
  readonly onRetry?: ((messageId: string) => void) | undefined
  readonly onDiscard?: ((messageId: string) => void) | undefined
  /** Escape in a message: give the focus to the composer here. Default: back to the log. */
  readonly onEscape?: (() => void) | undefined
  /** Draws a message instead of `Message`. Keep the function, or every message renders again. */
  readonly renderMessage?: ((message: LogMessage) => ReactNode) | undefined
  /** Draws the body of messages with these names, such as `{ poll: Poll }`. Keep the components. */
  readonly renderers?: Readonly<Record<string, MessageRenderer>> | undefined
  /** Instead of messages, when there are none. */
  readonly empty?: ReactNode
  readonly slots?: ChatLogSlots | undefined
}

export type ChatLogViewProps = PartProps<'div', ChatLogState, ChatLogOptions>

/** A log of messages. */
export type ChatLogComponent = ForwardRefExoticComponent<ChatLogViewProps & RefAttributes<ChatLogHandle>>
