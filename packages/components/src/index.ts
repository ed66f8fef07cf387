export { classNames } from './anatomy/class-names.ts'
export type { Part, PartProps, PartTag, Render } from './anatomy/part.ts'
export type { Formatters } from './config/formatters.ts'
export { HerenowUI } from './config/herenow-ui.tsx'
export type { HerenowUIProps } from './config/herenow-ui.tsx'
export { useFormatters } from './config/use-config.ts'
export { usePerson } from './config/use-person.ts'
export { useStrings } from './config/use-strings.ts'
export type { ResolvedUser, ResolveUser } from './config/user-directory.ts'
export { OccupancyBadge } from './connected/occupancy-badge.tsx'
export type { OccupancyBadgeProps } from './connected/occupancy-badge.tsx'
export { PresenceAvatars } from './connected/presence-avatars.tsx'
export type { PresenceAvatarsProps } from './connected/presence-avatars.tsx'
export { PresenceList } from './connected/presence-list.tsx'
export type { PresenceListProps } from './connected/presence-list.tsx'
export { PresencePopover } from './connected/presence-popover.tsx'
export type { PresencePopoverProps } from './connected/presence-popover.tsx'
export type { ConnectedPresenceProps } from './connected/use-present-members.ts'
export { Avatar } from './parts/avatar/avatar.tsx'
export type { AvatarOptions, AvatarProps, AvatarSize, AvatarState } from './parts/avatar/avatar.tsx'
export type { OccupancyBadgeOptions, OccupancyBadgeState } from './parts/occupancy-badge/occupancy-badge-view.tsx'
export type {
  PresenceAvatarsOptions,
  PresenceAvatarsSlots,
  PresenceAvatarsState,
  PresenceAvatarState,
} from './parts/presence-avatars/presence-avatars-view.tsx'
export type { PresenceListOptions, PresenceListState } from './parts/presence-list/presence-list-view.tsx'
export type { PresenceListItemState, PresenceListSlots } from './parts/presence-list/presence-rows.tsx'
export type { PresencePopoverOptions, PresencePopoverState } from './parts/presence-popover/presence-popover-view.tsx'
export type { MemberOrder, SelfPlace } from './people/member-order.ts'
export type { MembersOptions } from './people/use-arranged-members.ts'
export { StatusDot } from './parts/status-dot/status-dot.tsx'
export type { StatusDotOptions, StatusDotProps, StatusDotState } from './parts/status-dot/status-dot.tsx'
export type { Person, PersonStatus } from './people/person.ts'
export type { AnnounceMode } from './announcer/use-announcements.ts'
export { ChatLog } from './connected/chat-log.tsx'
export type { ChatLogProps } from './connected/connect-chat-log.ts'
export type {
  ChatLogHandle,
  ChatLogOptions,
  ChatLogSlots,
  ChatLogState,
  LogTrouble,
} from './parts/chat-log/chat-log-props.ts'
export type { GroupPosition } from './parts/chat-log/log-entry.ts'
export type { LogMessage, MessageRenderer } from './parts/chat-log/log-row.tsx'
export { DaySeparator } from './parts/day-separator/day-separator.tsx'
export type { DaySeparatorOptions, DaySeparatorProps, DaySeparatorState } from './parts/day-separator/day-separator.tsx'
export { GapMarker } from './parts/gap-marker/gap-marker.tsx'
export type { GapMarkerProps, GapMarkerState } from './parts/gap-marker/gap-marker.tsx'
export { JumpToLatest } from './parts/jump-to-latest/jump-to-latest.tsx'
export type {
  JumpToLatestOptions,
  JumpToLatestProps,
  JumpToLatestState,
} from './parts/jump-to-latest/jump-to-latest.tsx'
export { Message } from './parts/message/message.tsx'
export type { MessageOptions, MessageProps, MessageSlots, MessageState } from './parts/message/message.tsx'
export { messageText } from './parts/message/message-text.ts'
export { UnreadDivider } from './parts/unread-divider/unread-divider.tsx'
export type { UnreadDividerProps, UnreadDividerState } from './parts/unread-divider/unread-divider.tsx'
export { arabic } from './strings/arabic.ts'
export { english } from './strings/english.ts'
export { japanese } from './strings/japanese.ts'
export type { FailureReasons } from './strings/failure-strings.ts'
export type { Strings } from './strings/strings.ts'
export { ChatPanel } from './connected/chat-panel.tsx'
export type { ChatPanelOptions, ChatPanelProps, ChatPanelState } from './connected/chat-panel.tsx'
export { Composer } from './connected/composer.tsx'
export type { ComposerProps } from './connected/composer.tsx'
export { ConnectionBanner } from './connected/connection-banner.tsx'
export type { ConnectionBannerProps } from './connected/connection-banner.tsx'
export { LiveCursors } from './connected/live-cursors.tsx'
export type { LiveCursorsProps } from './connected/live-cursors.tsx'
export { TypingIndicator } from './connected/typing-indicator.tsx'
export type { TypingIndicatorProps } from './connected/typing-indicator.tsx'
export type {
  ComposerOptions,
  ComposerState,
  ComposerStatus,
  OnSend,
  SendButtonProps,
} from './parts/composer/composer-options.ts'
export type { SubmitOn } from './parts/composer/send-key.ts'
export type { TextOptions } from './parts/composer/use-text.ts'
export type {
  ConnectionBannerOptions,
  ConnectionBannerState,
} from './parts/connection-banner/connection-banner-view.tsx'
export type { Cursor, Point } from './parts/live-cursors/cursor-set.ts'
export type { CursorMode } from './parts/live-cursors/cursor-signal.ts'
export type { CursorLook, LiveCursorsOptions, LiveCursorsState } from './parts/live-cursors/live-cursors-view.tsx'
export type {
  TypingIndicatorOptions,
  TypingIndicatorState,
  TypingPerson,
} from './parts/typing-indicator/typing-indicator-view.tsx'
