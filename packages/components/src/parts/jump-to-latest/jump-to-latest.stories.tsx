import type { Meta, StoryObj } from '@storybook/react-vite'
import { JumpToLatest } from './jump-to-latest.tsx'

const meta: Meta<typeof JumpToLatest> = { title: 'Chat/JumpToLatest', component: JumpToLatest }
export default meta

type Story = StoryObj<typeof JumpToLatest>

export const Default: Story = {}

export const FourNew: Story = { tags: ['key'], args: { count: 4 } }

export const Arabic: Story = { args: { count: 4 }, globals: { locale: 'ar', direction: 'rtl' } }
export const Japanese: Story = { args: { count: 4 }, globals: { locale: 'ja' } }
export const Compact: Story = { args: { count: 4 }, globals: { density: 'compact' } }

/** However many came, the number is written as the language writes it. */
export const Many: Story = { args: { count: 12_345 } }
