import type { Meta, StoryObj } from '@storybook/react-vite'
import { UnreadDivider } from './unread-divider.tsx'

const meta: Meta<typeof UnreadDivider> = { title: 'Chat/UnreadDivider', component: UnreadDivider }
export default meta

type Story = StoryObj<typeof UnreadDivider>

export const Default: Story = {}

export const Arabic: Story = { globals: { locale: 'ar', direction: 'rtl' } }
export const Japanese: Story = { globals: { locale: 'ja' } }
export const Compact: Story = { globals: { density: 'compact' } }
