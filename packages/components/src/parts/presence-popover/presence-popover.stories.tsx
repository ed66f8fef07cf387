import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor } from 'storybook/test'
import { PresencePopover } from '../../connected/presence-popover.tsx'
import { sampleMembers } from '../../stories/sample-members.ts'
import { room } from '../../stories/stage.ts'

const meta: Meta<typeof PresencePopover> = {
  title: 'Presence/PresencePopover',
  component: PresencePopover,
  args: { members: sampleMembers(14), selfId: 'person-4' },
}
export default meta

type Story = StoryObj<typeof PresencePopover>

export const Default: Story = {
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button')).toHaveAttribute('aria-expanded', 'false')
    await expect(canvas.queryByRole('listitem')).toBeNull()
  },
}

/** Tab goes from the button into the list, which scrolls by keyboard; Escape closes it and returns to the button. */
export const ByKeyboard: Story = {
  tags: ['key'],
  play: async ({ canvas }) => {
    const button = canvas.getByRole('button')
    button.focus()
    await userEvent.keyboard(' ')
    const dialog = await canvas.findByRole('dialog')
    await waitFor(() => expect(dialog).toBeVisible())
    await userEvent.tab()
    await expect(dialog.querySelector('[data-slot=presence-list]')).toHaveFocus()
  },
}

export const Grouped: Story = {
  args: { groupByStatus: true },
  play: async ({ canvas }) => {
    canvas.getByRole('button').click()
    await waitFor(() => expect(canvas.getByRole('dialog')).toBeVisible())
  },
}

export const Nobody: Story = {
  args: { members: [] },
  play: async ({ canvas }) => {
    canvas.getByRole('button').click()
    await waitFor(() => expect(canvas.getByRole('dialog')).toBeVisible())
  },
}

export const OwnButton: Story = {
  args: { children: 'Who is here?' },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: 'Who is here?' })).toBeVisible()
  },
}

export const Connected: Story = {
  render: () => <PresencePopover channel={room} />,
  parameters: { stage: { members: 5 } },
  play: async ({ canvas }) => {
    canvas.getByRole('button').click()
    await expect(await canvas.findByText('Barbara Liskov')).toBeVisible()
  },
}
