import { RealtimeError } from '@herenow/react'
import type { ConnectionState } from '@herenow/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { ConnectionBanner } from '../../connected/connection-banner.tsx'
import { expectMotionAsAsked } from '../../stories/checks/expect-motion.ts'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'

const reason = new RealtimeError({ code: 'connection_closed', message: 'The connection was closed.' })
const away = { status: 'disconnected', since: 0, attempt: 3, reason } as const
const lost = (retryAt: number | null): ConnectionState => ({ ...away, retryAt, lost: true, unreachable: false })
const unreachable: ConnectionState = { ...away, retryAt: null, lost: false, unreachable: true }
const connected: ConnectionState = { status: 'connected', connectionId: '1', clientId: 'ada' }

const meta: Meta<typeof ConnectionBanner> = {
  title: 'Connection/ConnectionBanner',
  component: ConnectionBanner,
  args: { state: lost(null), queuedCount: 0, onRetry: fn() },
}
export default meta

type Story = StoryObj<typeof ConnectionBanner>

export const Lost: Story = {
  play: async ({ canvas, args }) => {
    await expect(canvas.getByRole('status')).not.toBeEmptyDOMElement()
    await userEvent.click(canvas.getByRole('button'))
    await expect(args.onRetry).toHaveBeenCalledOnce()
  },
}

/** No connection has ever stood, so none was lost. */
export const Unreachable: Story = {
  globals: { locale: 'en', direction: 'ltr' },
  args: { state: unreachable },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getByRole('status')).toHaveTextContent('Can’t connect.')
    await expect(canvas.getByRole('button')).toBeVisible()
    const banner = canvasElement.querySelector('[data-slot="connection-banner"]')
    await expect(banner).toHaveAttribute('data-state', 'unreachable')
  },
}

/** Counts down to the next attempt. Screen readers hear the rest once, and not every second. */
export const CountingDown: Story = {
  tags: ['key'],
  globals: { locale: 'en', direction: 'ltr' },
  args: { queuedCount: 3 },
  render: ({ queuedCount, onRetry }) => (
    <ConnectionBanner queuedCount={queuedCount} onRetry={onRetry} state={lost(Date.now() + 12_000)} />
  ),
  play: async ({ canvasElement }) => {
    const countdown = canvasElement.querySelector('.hn-banner-countdown')
    await expect(countdown).toHaveTextContent(/Next try in 1[0-2] s/)
    await expect(countdown).toHaveAttribute('aria-hidden', 'true')
  },
}

/** It can't be helped by waiting. */
export const Failed: Story = {
  tags: ['key'],
  args: {
    state: { status: 'failed', reason: new RealtimeError({ code: 'unauthorized', message: 'The token was refused.' }) },
  },
}

/** No news is no banner, and neither is a blip. */
export const Quiet: Story = {
  args: { state: connected },
  play: async ({ canvasElement }) => {
    await expect(canvasElement.querySelector('[data-slot="connection-banner"]')?.getBoundingClientRect().height).toBe(0)
  },
}

export const Arabic: Story = { globals: { locale: 'ar', direction: 'rtl' }, args: { queuedCount: 3 } }
export const Japanese: Story = { globals: { locale: 'ja' }, args: { queuedCount: 3 } }
export const Compact: Story = { globals: { density: 'compact' } }

export const Narrow: Story = {
  args: { queuedCount: 3 },
  decorators: [
    (Story) => (
      <div style={{ inlineSize: 320 }}>
        <Story />
      </div>
    ),
  ],
}

/** Lost, three messages written meanwhile, and back. */
export const OfflineAndRecovered: Story = {
  parameters: { stage: { members: 0 } },
  render: () => <ConnectionBanner channel={room} />,
  play: async ({ canvas, canvasElement, loaded }) => {
    const { hub, client } = loaded['stage'] as Stage
    const banner = canvasElement.querySelector('[data-slot="connection-banner"]')
    await client.connection.once('connected')
    hub.goOffline('ada')
    for (const text of ['One', 'Two', 'Three']) void client.channel(room).publish('said', text)
    await waitFor(() => expect(banner).toHaveAttribute('data-state', 'lost'), { timeout: 6_000 })
    hub.goOnline('ada')
    await waitFor(() => expect(banner).toHaveAttribute('data-state', 'back'))
    await expect(canvas.getByRole('status')).toHaveTextContent(/3|٣/)
  },
}

export const LongText: Story = {
  tags: ['key'],
  args: {
    state: {
      status: 'failed',
      reason: new RealtimeError({ code: 'unauthorized', message: `The token was refused: ${'unbroken'.repeat(20)}` }),
    },
  },
}

/** Its button answers a pointer softly, unless the reader asked for less motion. */
export const Motion: Story = {
  tags: ['motion'],
  play: ({ canvasElement }) => expectMotionAsAsked(canvasElement),
}
