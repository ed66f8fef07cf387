import type { Meta, StoryObj } from '@storybook/react-vite'
import { JumpToLatest } from './jump-to-latest.tsx'

const meta: Meta<typeof JumpToLatest> = { title: 'Chat/JumpToLatest', component: JumpToLatest }
export default meta

type Story = StoryObj<typeof JumpToLatest>

export const Default: Story = {}

export const FourNew: Story = { args: { count: 4 } }
