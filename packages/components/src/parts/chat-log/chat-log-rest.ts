import type { ChatLogOptions, ChatLogViewProps } from './chat-log-props.ts'
import type { LogViewport } from './log-viewport.ts'

/** What goes on to a log's element. */
export function chatLogRest(
  props: ChatLogViewProps & { readonly viewport: LogViewport },
): Omit<ChatLogViewProps, keyof ChatLogOptions | 'render' | 'className'> {
  const { messages: _messages, currentClientId: _client, status: _status, error: _error, gaps: _gaps, ...a } = props
  const { hasOlder: _older, onLoadOlder: _load, olderError: _why, unreadAfterId: _unread, grouping: _group, ...b } = a
  const { maxRendered: _max, announce: _announce, onAtBottomChange: _bottom, onRetry: _retry, ...c } = b
  const { onDiscard: _discard, onEscape: _escape, renderMessage: _draw, empty: _empty, slots: _slots, ...d } = c
  const { render: _render, className: _class, viewport: _viewport, ...rest } = d
  return rest
}
