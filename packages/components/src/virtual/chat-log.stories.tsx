import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { conversation, numbered } from '../stories/conversation.ts'
import { room } from '../stories/stage.ts'
import { ChatLog } from './chat-log.tsx'

const meta: Meta<typeof ChatLog> = {
  title: 'Chat/ChatLog, virtual',
  component: ChatLog,
  args: { messages: conversation, currentClientId: 'ada' },
  decorators: [
    (Story) => (
      <div style={{ blockSize: 'min(32rem, 90vh)', maxInlineSize: '40rem', border: '1px solid var(--hn-border)' }}>
        <Story />
      </div>
    ),
  ],
}
export default meta

type Story = StoryObj<typeof ChatLog>

/** It looks like the plain one. */
export const Default: Story = { tags: ['key'] }

export const Empty: Story = { args: { messages: [] } }
export const Loading: Story = { args: { messages: [], status: 'pending' } }
export const Arabic: Story = { globals: { locale: 'ar', direction: 'rtl' } }
export const Compact: Story = { globals: { density: 'compact' } }

/** Ten thousand messages, of which some dozen are elements. */
export const TenThousand: Story = {
  args: { messages: numbered(1, 10_000) },
  play: async ({ canvas }) => {
    const log = canvas.getByRole('log')
    await waitFor(() => expect(canvas.getByText(/^Message 10000\b/)).toBeVisible())
    log.scrollTop -= 40_000
    await waitFor(() => expect(canvas.queryByText(/^Message 10000\b/)).toBeNull())
    await expect(canvas.getAllByRole('article').length).toBeLessThan(100)
  },
}

/** What was said in a room. */
export const OnAChannel: Story = {
  args: { messages: undefined, currentClientId: undefined, channel: room },
  parameters: {
    stage: {
      messages: Array.from({ length: 80 }, (_, index) => ({
        name: 'said',
        data: `Line ${index + 1}`,
        clientId: 'grace',
      })),
    },
  },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Line 80')).toBeVisible()
  },
}
