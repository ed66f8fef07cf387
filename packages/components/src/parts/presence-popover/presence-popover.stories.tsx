import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor } from 'storybook/test'
import { PresencePopover } from '../../connected/presence-popover.tsx'
import { expectMotionAsAsked } from '../../stories/checks/expect-motion.ts'
import { oddNames, sampleMember, sampleMembers } from '../../stories/sample-members.ts'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'

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
    await waitFor(() => expect(canvas.getByText('Barbara Liskov')).toBeVisible())
  },
}

const opened: Story['play'] = async ({ canvas }) => {
  canvas.getByRole('button').click()
  await waitFor(() => expect(canvas.getByRole('dialog')).toBeVisible())
}

export const Loading: Story = { args: { members: [], status: 'pending' }, play: opened }
export const Failed: Story = { args: { members: [], status: 'error' }, play: opened }
export const Compact: Story = { globals: { density: 'compact' }, play: opened }

export const LongText: Story = {
  tags: ['key'],
  args: { members: oddNames.map((name, index) => sampleMember(`odd-${index}`, { name })) },
  play: opened,
}

export const Arabic: Story = {
  args: { members: sampleMembers(6, ['عمر الخيّام', 'فاطمة الفهري', 'ابن الهيثم']) },
  globals: { locale: 'ar', direction: 'rtl' },
  play: opened,
}

/** The panel fades in, unless the reader asked for less motion. */
export const Motion: Story = {
  tags: ['motion'],
  play: async (context) => {
    await opened(context)
    await expectMotionAsAsked(context.canvasElement)
    await Promise.all(document.getAnimations().map(({ finished }) => finished))
  },
}

/** Open while we are cut off: the list stays, and catches up. */
export const OfflineThenRecovered: Story = {
  render: () => <PresencePopover channel={room} />,
  parameters: { stage: { members: 3 } },
  play: async ({ canvas, loaded }) => {
    const { hub, guest } = loaded['stage'] as Stage
    await waitFor(() => expect(canvas.getByRole('button')).toHaveTextContent(/3|٣/))
    canvas.getByRole('button').click()
    await waitFor(() => expect(canvas.getByText('Grace Hopper')).toBeVisible())
    hub.goOffline('ada')
    await guest('zoe', { name: 'Zoe' }).channel(room).attach()
    await expect(canvas.getByText('Grace Hopper')).toBeVisible()
    hub.goOnline('ada')
    await waitFor(() => expect(canvas.getByText('Zoe')).toBeVisible())
  },
}
