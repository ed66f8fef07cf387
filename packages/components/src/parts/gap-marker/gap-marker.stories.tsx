import type { Meta, StoryObj } from '@storybook/react-vite'
import { GapMarker } from './gap-marker.tsx'

const meta: Meta<typeof GapMarker> = { title: 'Chat/GapMarker', component: GapMarker }
export default meta

type Story = StoryObj<typeof GapMarker>

export const Default: Story = { tags: ['key'] }

export const Arabic: Story = { globals: { locale: 'ar', direction: 'rtl' } }
export const Japanese: Story = { globals: { locale: 'ja' } }
export const Compact: Story = { globals: { density: 'compact' } }
