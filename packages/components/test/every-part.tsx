import { RealtimeError } from '@herenow/react'
import type { ReactElement } from 'react'
import { ChatLog } from '../src/connected/chat-log.tsx'
import { Composer } from '../src/connected/composer.tsx'
import { ConnectionBanner } from '../src/connected/connection-banner.tsx'
import { LiveCursors } from '../src/connected/live-cursors.tsx'
import { OccupancyBadge } from '../src/connected/occupancy-badge.tsx'
import { PresenceAvatars } from '../src/connected/presence-avatars.tsx'
import { PresenceList } from '../src/connected/presence-list.tsx'
import { PresencePopover } from '../src/connected/presence-popover.tsx'
import { TypingIndicator } from '../src/connected/typing-indicator.tsx'
import { Avatar } from '../src/parts/avatar/avatar.tsx'
import { JumpToLatest } from '../src/parts/jump-to-latest/jump-to-latest.tsx'
import { sampleMembers } from '../src/stories/sample-members.ts'
import { messageAt } from './log-messages.ts'

const reason = new RealtimeError({ code: 'timeout', message: 'No answer', retryable: true })
const messages = [
  ...[1, 2, 4, 5, 7].map((number) => messageAt(number)),
  messageAt(8, { clientId: 'ada', data: 'See https://example.com/' }),
  messageAt(9, { clientId: 'ada', status: 'failed', error: reason }),
]
const ignore = (): void => undefined

/** Every part once, in most of its states, on one page. */
export const everyPart: ReactElement = (
  <>
    {/* Where the parts of a line stand is for the page to say. */}
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center' }}>
      <PresenceAvatars members={sampleMembers(9)} />
      <Avatar id="tim" name="Tim Berners-Lee" size="large" shape="square" status="idle" />
      <OccupancyBadge count={3} />
      <PresencePopover members={sampleMembers(3)} />
      <JumpToLatest count={4} />
    </div>
    <ConnectionBanner
      state={{ status: 'disconnected', since: 0, attempt: 1, retryAt: null, reason, lost: true, unreachable: false }}
      queuedCount={2}
      onRetry={ignore}
    />
    <div style={{ blockSize: 600 }}>
      <ChatLog
        messages={messages}
        currentClientId="ada"
        unreadAfterId="message-4"
        gaps={[{ id: 'gap', afterId: 'message-2' }]}
        onRetry={ignore}
        onDiscard={ignore}
      />
    </div>
    <div style={{ blockSize: 200 }}>
      <ChatLog messages={[]} status="error" error={reason} onLoadOlder={ignore} />
    </div>
    <TypingIndicator members={[{ clientId: 'grace', info: { name: 'Grace' } }]} />
    <Composer onSend={ignore} maxLength={20} defaultValue="This is more than that" />
    <PresenceList members={sampleMembers(4)} groupByStatus />
    <LiveCursors cursors={[{ clientId: 'grace', info: { name: 'Grace' }, x: 0.5, y: 0.5 }]}>
      <div style={{ blockSize: 80 }} />
    </LiveCursors>
  </>
)
