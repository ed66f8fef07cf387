import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect } from 'storybook/test'
import { PresenceAvatars } from '../connected/presence-avatars.tsx'
import { PresenceList } from '../connected/presence-list.tsx'
import { UnreadDivider } from '../parts/unread-divider/unread-divider.tsx'
import { sampleMember, sampleMembers, samplePicture } from '../stories/sample-members.ts'
import { arabic } from '../strings/arabic.ts'
import { japanese } from '../strings/japanese.ts'
import { HerenowUI } from './herenow-ui.tsx'

const everyone = <PresenceList members={sampleMembers(3)} selfId="person-1" style={{ maxInlineSize: 280 }} />
const island = { padding: 16, background: 'var(--hn-bg)', color: 'var(--hn-fg)' } as const

const meta: Meta<typeof HerenowUI> = {
  title: 'Configuration/HerenowUI',
  component: HerenowUI,
  args: { children: everyone },
}
export default meta

type Story = StoryObj<typeof HerenowUI>

export const Default: Story = {}

/** Languages stand beside each other, each with its words, its numbers and its direction. */
export const Languages: Story = {
  tags: ['key'],
  render: () => (
    <div style={{ display: 'grid', gap: 24 }}>
      <HerenowUI locale="ar" dir="rtl" strings={arabic}>
        {everyone}
      </HerenowUI>
      <HerenowUI locale="ja" dir="ltr" strings={japanese}>
        {everyone}
      </HerenowUI>
    </div>
  ),
}

/** A text of your own in the place of one of ours. */
export const OwnWords: Story = {
  args: { strings: { unread: 'Not read yet' }, children: <UnreadDivider /> },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('Not read yet')).toBeVisible()
  },
}

/** Light in the dark, and dark in the light. */
export const Islands: Story = {
  render: () => (
    <>
      <HerenowUI theme="light">
        <div style={island}>{everyone}</div>
      </HerenowUI>
      <HerenowUI theme="dark">
        <div style={island}>{everyone}</div>
      </HerenowUI>
    </>
  ),
}

export const Compact: Story = { args: { density: 'compact' } }

const known = { ada: { name: 'Ada Lovelace', avatar: samplePicture }, grace: { name: 'Grace Hopper' } }
const resolveUser = (clientId: string) => Promise.resolve(new Map(Object.entries(known)).get(clientId) ?? null)

/** Names and pictures from your own service, where the ids say nothing. */
export const ResolvedNames: Story = {
  args: {
    resolveUser,
    children: <PresenceAvatars members={['ada', 'grace', 'x-17'].map((id) => sampleMember(id, null))} />,
  },
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('img', { name: 'Ada Lovelace' })).toBeVisible()
    await expect(canvas.getAllByRole('img')).toHaveLength(3)
  },
}
