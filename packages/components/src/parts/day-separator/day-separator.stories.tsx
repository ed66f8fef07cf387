import type { Meta, StoryObj } from '@storybook/react-vite'
import { DaySeparator } from './day-separator.tsx'

const meta: Meta<typeof DaySeparator> = {
  title: 'Chat/DaySeparator',
  component: DaySeparator,
  args: { at: Date.UTC(2026, 2, 14, 9) },
}
export default meta

type Story = StoryObj<typeof DaySeparator>

export const Default: Story = {}

/** Rolls over at midnight, without a reload. */
export const Today: Story = {
  tags: ['key'],
  render: () => (
    <div>
      <DaySeparator at={Date.now() - 86_400_000} />
      <DaySeparator at={Date.now()} />
    </div>
  ),
}

export const Arabic: Story = { globals: { locale: 'ar', direction: 'rtl' } }
export const Japanese: Story = { globals: { locale: 'ja' } }
export const Compact: Story = { globals: { density: 'compact' } }
