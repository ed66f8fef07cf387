import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, within } from 'storybook/test'
import { StatusDot } from './status-dot.tsx'

const meta: Meta<typeof StatusDot> = { title: 'Presence/StatusDot', component: StatusDot, args: { status: 'active' } }
export default meta

type Story = StoryObj<typeof StatusDot>

export const Default: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('img')).toHaveAttribute('data-status', 'active')
  },
}

/** The three statuses differ in shape, not in colour alone. */
export const Statuses: Story = {
  tags: ['key'],
  render: () => (
    <div style={{ display: 'flex', gap: 16 }}>
      <StatusDot status="active" />
      <StatusDot status="idle" />
      <StatusDot status="offline" />
    </div>
  ),
}

/** Beside a text that says the same, the dot is silent. */
export const Decorative: Story = {
  args: { decorative: true },
  play: async ({ canvasElement }) => {
    await expect(within(canvasElement).queryByRole('img')).toBeNull()
  },
}
