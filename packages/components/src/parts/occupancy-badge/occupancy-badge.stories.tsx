import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { OccupancyBadge } from '../../connected/occupancy-badge.tsx'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'

const meta: Meta<typeof OccupancyBadge> = {
  title: 'Presence/OccupancyBadge',
  component: OccupancyBadge,
  args: { count: 6 },
}
export default meta

type Story = StoryObj<typeof OccupancyBadge>

const inEnglish = { locale: 'en', direction: 'ltr' } as const

export const Default: Story = {
  globals: inEnglish,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('6 people here')).toBeInTheDocument()
  },
}

export const Nobody: Story = { args: { count: 0 } }

/** Nobody knows yet. */
export const Unknown: Story = { args: { count: null } }

/** The badge stays small; screen readers are told the exact number. */
export const Many: Story = {
  tags: ['key'],
  args: { count: 1_284 },
  globals: inEnglish,
  play: async ({ canvas }) => {
    await expect(canvas.getByText('99+')).toBeVisible()
    await expect(canvas.getByText('1,284 people here')).toBeInTheDocument()
  },
}

/** Counts the room without attaching to it; `live` tells screen readers too. */
export const Connected: Story = {
  render: () => <OccupancyBadge channel={room} live />,
  parameters: { stage: { members: 2 } },
  globals: inEnglish,
  play: async ({ canvas, loaded }) => {
    const badge = canvas.getByRole('status')
    await canvas.findByText('2 people here')
    const stage = loaded['stage'] as Stage
    stage.guest('zoe')
    await canvas.findByText('3 people here')
    await expect(badge).toHaveTextContent('3')
  },
}

export const Arabic: Story = { args: { count: 1_284, max: 2_000 }, globals: { locale: 'ar', direction: 'rtl' } }
export const Japanese: Story = { globals: { locale: 'ja' } }
export const Compact: Story = { globals: { density: 'compact' } }

/** Until the answer is here it claims nothing, and takes the same room. */
export const SlowNetwork: Story = {
  render: () => <OccupancyBadge channel={room} />,
  parameters: { stage: { members: 2 } },
  globals: { ...inEnglish, latency: 400 },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Loading people…')).toBeInTheDocument()
    await canvas.findByText('2 people here', {}, { timeout: 5_000 })
  },
}

/** Cut off, it keeps the last number; back again, it has caught up. */
export const OfflineThenRecovered: Story = {
  render: () => <OccupancyBadge channel={room} />,
  parameters: { stage: { members: 2 } },
  globals: inEnglish,
  play: async ({ canvas, loaded }) => {
    const { hub, guest } = loaded['stage'] as Stage
    await canvas.findByText('2 people here')
    hub.goOffline('ada')
    await guest('zoe').channel(room).attach()
    await expect(canvas.getByText('2 people here')).toBeInTheDocument()
    hub.goOnline('ada')
    await canvas.findByText('3 people here')
  },
}
