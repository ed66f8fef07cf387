import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor, within } from 'storybook/test'
import { PresenceList } from '../../connected/presence-list.tsx'
import { oddNames, sampleMember, sampleMembers } from '../../stories/sample-members.ts'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'

const meta: Meta<typeof PresenceList> = {
  title: 'Presence/PresenceList',
  component: PresenceList,
  args: { members: sampleMembers(5), selfId: 'person-3', style: { maxInlineSize: 280 } },
}
export default meta

type Story = StoryObj<typeof PresenceList>

const twoTabs = ['a', 'b'].map((connectionId) => ({ connectionId, state: null, enteredAt: 0 }))
const inEnglish = { locale: 'en', direction: 'ltr' } as const

export const Default: Story = {
  globals: inEnglish,
  play: async ({ canvas }) => {
    const rows = canvas.getAllByRole('listitem')
    await expect(rows.map((row) => row.querySelector('bdi')?.textContent)).toEqual([
      'Edsger Dijkstra',
      'Grace Hopper',
      'Alan Turing',
      'Katherine Johnson',
      'Barbara Liskov',
    ])
    await expect(rows[0]).toHaveTextContent('you')
  },
}

export const GroupedByStatus: Story = {
  tags: ['key'],
  args: { groupByStatus: true },
  globals: inEnglish,
  play: async ({ canvas }) => {
    await expect(within(canvas.getByRole('list', { name: 'idle' })).getAllByRole('listitem')).toHaveLength(1)
    await expect(within(canvas.getByRole('list', { name: 'active' })).getAllByRole('listitem')).toHaveLength(3)
  },
}

export const Empty: Story = { args: { members: [] } }

export const Loading: Story = { args: { members: [], status: 'pending' } }

export const Failed: Story = { args: { members: [], status: 'error' } }

export const OwnEmptyText: Story = { args: { members: [], empty: 'Invite somebody' } }

/** Long names end in an ellipsis; directions don't mix; a person with two tabs is one line. */
export const LongText: Story = {
  tags: ['key'],
  args: {
    members: oddNames.map((name, index) =>
      sampleMember(`odd-${index}`, { name }, index === 0 ? { connections: twoTabs } : {}),
    ),
  },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvas.getAllByRole('listitem')).toHaveLength(oddNames.length)
    await expect(canvasElement.scrollWidth).toBeLessThanOrEqual(canvasElement.clientWidth)
    const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
    for (const row of canvas.getAllByRole('listitem')) await expect(row.offsetHeight).toBeLessThan(3.75 * letter)
  },
}

export const Japanese: Story = {
  args: { members: sampleMembers(6, ['山田 太郎', '鈴木 花子', '佐藤 健', '高橋 さくら']) },
  globals: { locale: 'ja', direction: 'ltr' },
}

export const Compact: Story = { args: { members: sampleMembers(8) }, globals: { density: 'compact' } }

/** A row of your own: everything in it is yours, the list stays a list. */
export const OwnRows: Story = {
  args: { renderItem: (member) => <strong>{member.info?.name}</strong> },
}

/** Everyone in the room, live. */
export const Connected: Story = {
  render: () => <PresenceList channel={room} enter style={{ maxInlineSize: 280 }} />,
  parameters: { stage: { members: 3 } },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Katherine Johnson')).toBeVisible()
    await expect(await canvas.findByText('Ada Lovelace')).toBeVisible()
  },
}

/** On a slow network it says that it is looking. */
export const SlowNetwork: Story = {
  render: () => <PresenceList channel={room} />,
  globals: { ...inEnglish, latency: 2_000 },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Loading people…')).toBeVisible()
  },
}

export const Arabic: Story = {
  args: { members: sampleMembers(6, ['عمر الخيّام', 'فاطمة الفهري', 'ابن الهيثم']), groupByStatus: true },
  globals: { locale: 'ar', direction: 'rtl' },
}

/** A thousand rows: those out of view cost nothing until one scrolls. */
export const Thousand: Story = {
  args: { members: sampleMembers(1_000), style: { maxInlineSize: 280, blockSize: 400, overflow: 'auto' }, tabIndex: 0 },
  play: async ({ canvas }) => {
    await expect(canvas.getAllByRole('listitem')).toHaveLength(1_000)
  },
}

/** Cut off, everybody stays; back again, whoever came meanwhile is there, and whoever left is gone. */
export const OfflineThenRecovered: Story = {
  render: () => <PresenceList channel={room} />,
  parameters: { stage: { members: 2 } },
  globals: inEnglish,
  play: async ({ canvas, loaded }) => {
    const { hub, guest } = loaded['stage'] as Stage
    await canvas.findByText('Grace Hopper')
    hub.goOffline('ada')
    await guest('zoe', { name: 'Zoe' }).channel(room).attach()
    await guest('guest-1').close()
    await expect(canvas.getByText('Grace Hopper')).toBeVisible()
    hub.goOnline('ada')
    await expect(await canvas.findByText('Zoe')).toBeVisible()
    await waitFor(() => expect(canvas.queryByText('Grace Hopper')).toBeNull())
  },
}
