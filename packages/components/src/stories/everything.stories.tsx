import { RealtimeError } from '@herenow/react'
import type { ConnectionState } from '@herenow/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement, ReactNode } from 'react'
import { expect, fn, waitFor } from 'storybook/test'
import { ChatLog } from '../connected/chat-log.tsx'
import { ComposerView } from '../parts/composer/composer-view.tsx'
import { ConnectionBannerView } from '../parts/connection-banner/connection-banner-view.tsx'
import { JumpToLatest } from '../parts/jump-to-latest/jump-to-latest.tsx'
import { LiveCursorsView } from '../parts/live-cursors/live-cursors-view.tsx'
import { OccupancyBadgeView } from '../parts/occupancy-badge/occupancy-badge-view.tsx'
import { PresenceAvatarsView } from '../parts/presence-avatars/presence-avatars-view.tsx'
import { PresenceListView } from '../parts/presence-list/presence-list-view.tsx'
import { PresencePopoverView } from '../parts/presence-popover/presence-popover-view.tsx'
import { StatusDot } from '../parts/status-dot/status-dot.tsx'
import { TypingIndicatorView } from '../parts/typing-indicator/typing-indicator-view.tsx'
import { rulesWithoutElement } from './checks/forced-colors.ts'
import { conversation, message, numbered } from './conversation.ts'
import { sampleMembers } from './sample-members.ts'

const reason = new RealtimeError({ code: 'timeout', message: 'No answer within 60 s', retryable: true })
const lost: ConnectionState = {
  status: 'disconnected',
  since: 0,
  attempt: 3,
  retryAt: null,
  reason,
  lost: true,
  unreachable: false,
}

const log = [
  ...conversation.slice(0, 8),
  message('f1', 'ada', 'This one failed.', 1_460, { status: 'failed', error: reason }),
  message('f2', 'ada', 'This one is on its way.', 1_461, { status: 'sending' }),
]

const framed = { border: '1px solid var(--hn-border)', borderRadius: 'var(--hn-radius)', overflow: 'hidden' } as const
const column = { display: 'flex', flexDirection: 'column', gap: '1rem', minInlineSize: 0 } as const
const row = { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '1rem' } as const

const Framed = ({ blockSize, children }: { readonly blockSize: string; readonly children: ReactNode }) => (
  <div style={{ ...framed, display: 'flex', flexDirection: 'column', blockSize }}>{children}</div>
)

const People = (): ReactElement => (
  <div style={column}>
    <div style={row}>
      <PresenceAvatarsView members={sampleMembers(9)} max={4} />
      <OccupancyBadgeView count={6} />
      <OccupancyBadgeView count={0} />
      <PresencePopoverView members={sampleMembers(9)} />
      <StatusDot status="active" />
      <StatusDot status="idle" />
      <StatusDot status="offline" />
    </div>
    <PresenceListView members={sampleMembers(5)} selfId="person-3" groupByStatus />
    <LiveCursorsView cursors={[{ clientId: 'grace', info: { name: 'Grace Hopper' }, x: 0.6, y: 0.3 }]}>
      <div style={{ ...framed, blockSize: '10rem' }} />
    </LiveCursorsView>
  </div>
)

const Chat = (): ReactElement => (
  <div style={column}>
    <Framed blockSize="34rem">
      <ConnectionBannerView state={lost} queuedCount={3} onRetry={fn()} />
      <ChatLog
        messages={log}
        currentClientId="ada"
        unreadAfterId="c6"
        gaps={[{ id: 'g1', afterId: 'c3' }]}
        onRetry={fn()}
        onDiscard={fn()}
      />
      <div style={{ padding: '0 1rem 0.75rem' }}>
        <TypingIndicatorView members={[{ clientId: 'grace', info: { name: 'Grace Hopper' } }]} />
        <ComposerView onSend={fn()} defaultValue="See you at ten" />
      </div>
    </Framed>
    <Framed blockSize="18rem">
      <ChatLog messages={[]} status="pending" />
    </Framed>
    <Framed blockSize="9rem">
      <ChatLog messages={numbered(1, 30)} hasOlder onLoadOlder={() => new Promise<never>(() => undefined)} />
    </Framed>
    <div>
      <JumpToLatest count={4} />
    </div>
  </div>
)

const meta: Meta = {
  title: 'Everything at once',
  tags: ['key', '!autodocs'],
  parameters: { stage: { members: 0 } },
}
export default meta

/** All parts on one page, in the states that are told apart by their looks. */
export const Everything: StoryObj = {
  render: () => (
    <div
      style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(22rem, 100%), 1fr))', gap: '2rem' }}
    >
      <People />
      <Chat />
    </div>
  ),
  play: async ({ canvasElement }) => {
    for (const log of canvasElement.querySelectorAll('[role="log"]')) {
      if (log.textContent.includes('Message 30')) log.scrollTop = 0
    }
    const panel = canvasElement.querySelector<HTMLElement>('.hn-presence-avatars .hn-popover')
    await waitFor(() => expect(canvasElement.querySelector('.hn-log-spinner')).toBeVisible())
    panel?.showPopover()
    await waitFor(() => expect(panel).toBeVisible())
    // What the checks of forced colours look at is here, or they would prove nothing.
    await expect(rulesWithoutElement(canvasElement)).toEqual([])
  },
}
