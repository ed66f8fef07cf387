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
