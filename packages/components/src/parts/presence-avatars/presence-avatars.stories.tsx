import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { PresenceAvatars } from '../../connected/presence-avatars.tsx'
import { oddNames, sampleMember, sampleMembers, samplePicture } from '../../stories/sample-members.ts'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'

const meta: Meta<typeof PresenceAvatars> = {
  title: 'Presence/PresenceAvatars',
  component: PresenceAvatars,
  args: { members: sampleMembers(4), selfId: 'person-0' },
}
export default meta

type Story = StoryObj<typeof PresenceAvatars>

const inEnglish = { locale: 'en', direction: 'ltr' } as const

export const Default: Story = {
  globals: inEnglish,
  play: async ({ canvas }) => {
    const people = within(canvas.getByRole('list', { name: '4 people here' }))
    await expect(people.getAllByRole('img').map((avatar) => avatar.getAttribute('aria-label'))).toEqual([
      'Grace Hopper, active',
      'Alan Turing, idle',
      'Katherine Johnson, offline',
      'Edsger Dijkstra',
    ])
    await expect(canvas.queryByRole('button')).toBeNull()
  },
}

/** Behind the last avatar a button lists everyone. It opens by keyboard and by pointer, and leaves the focus alone. */
export const More: Story = {
  tags: ['key'],
  args: { members: sampleMembers(12), max: 4 },
  globals: inEnglish,
  play: async ({ canvas, canvasElement }) => {
    const more = canvas.getByRole('button', { name: '8 more people' })
    await expect(more).toHaveTextContent('+8')
    await expect(more).toHaveAttribute('aria-haspopup', 'dialog')
    await expect(more).toHaveAttribute('aria-expanded', 'false')
    more.focus()
    await userEvent.keyboard('{Enter}')
    await waitFor(() => expect(more).toHaveAttribute('aria-expanded', 'true'))
    const dialog = within(canvasElement).getByRole('dialog', { name: '12 people here' })
    await expect(within(dialog).getAllByRole('listitem')).toHaveLength(12)
    await expect(more).toHaveFocus()
    more.click()
    await waitFor(() => expect(more).toHaveAttribute('aria-expanded', 'false'))
    more.click()
    await waitFor(() => expect(dialog).toBeVisible())
  },
}

export const Nobody: Story = { args: { members: [] } }

/** Each in the colour that they chose, in `info` or in their presence state. */
export const ChosenColors: Story = {
  args: {
    members: ['#fde047', '#f97316', '#1d4ed8', '#111827'].map((color, index) =>
      sampleMember(`person-${index}`, { name: ['Grace', 'Alan', 'Ada', 'Kenji'][index] }, { state: { color } }),
    ),
  },
}

/** Six small avatars and none, as in a table. */
export const Small: Story = { args: { members: sampleMembers(9), size: 'small', max: 6 } }

export const Large: Story = { args: { members: sampleMembers(9), size: 'large', max: 3 } }

export const Pictures: Story = {
  args: {
    members: sampleMembers(7).map((member, index) =>
      index % 2 === 0 ? { ...member, info: { ...member.info, avatar: samplePicture } } : member,
    ),
  },
}

export const LongText: Story = {
  tags: ['key'],
  args: { members: oddNames.map((name, index) => sampleMember(`odd-${index}`, { name })), max: 5, selfId: null },
}

/** A crowd of which only a few are listed: `total` says how many there are. */
export const Crowd: Story = {
  args: { members: sampleMembers(40), total: 1_284 },
  globals: inEnglish,
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('button', { name: '1,279 more people' })).toBeVisible()
  },
}

/** A thousand people: the stack shows five, the list opens at once. */
export const Thousand: Story = {
  args: { members: sampleMembers(1_000) },
  play: async ({ canvas }) => {
    canvas.getByRole('button').click()
    await waitFor(() => expect(canvas.getAllByRole('listitem').length).toBeGreaterThan(1_000))
  },
}

export const Arabic: Story = {
  args: { members: sampleMembers(9, ['عمر الخيّام', 'فاطمة الفهري', 'ابن الهيثم', 'مريم الإسطرلابي']) },
  globals: { locale: 'ar', direction: 'rtl' },
  play: async ({ canvas }) => {
    canvas.getByRole('button').click()
    // Engines don't agree on the digits of Arabic.
    await waitFor(() => expect(canvas.getByRole('dialog', { name: /^[9٩] أشخاص هنا$/ })).toBeVisible())
  },
}

export const Japanese: Story = {
  args: { members: sampleMembers(9, ['山田 太郎', '鈴木 花子', '佐藤 健']) },
  globals: { locale: 'ja', direction: 'ltr' },
}

export const Dark: Story = { args: { members: sampleMembers(9) }, globals: { theme: 'dark' } }

export const Compact: Story = {
  args: { members: sampleMembers(9) },
  globals: { density: 'compact' },
  play: async ({ canvas }) => {
    canvas.getByRole('button').click()
    await waitFor(() => expect(canvas.getByRole('dialog')).toBeVisible())
  },
}

/** Whoever enters the room stands in the stack, and in the open list, without anybody moving or losing the focus. */
export const Connected: Story = {
  tags: ['key'],
  render: () => <PresenceAvatars channel={room} enter max={3} />,
  parameters: { stage: { members: 4 } },
  globals: inEnglish,
  play: async ({ canvas, loaded }) => {
    const stage = loaded['stage'] as Stage
    const more = await canvas.findByRole('button', { name: '2 more people' })
    await expect(canvas.getAllByRole('img')[0]).toHaveAccessibleName('Ada Lovelace')
    more.focus()
    await userEvent.keyboard('{Enter}')
    const before = canvas.getAllByRole('img').map((avatar) => avatar.getAttribute('aria-label'))
    stage.guest('zoe', { name: 'Zoe' })
    await expect(await canvas.findByRole('dialog', { name: '6 people here' })).toHaveTextContent('Zoe')
    await expect(more).toHaveFocus()
    await expect(more).toHaveAccessibleName('3 more people')
    await expect(canvas.getAllByRole('img').map((avatar) => avatar.getAttribute('aria-label'))).toEqual(before)
  },
}

/** Cut off for a moment: everybody stays where they are. */
export const OfflineThenRecovered: Story = {
  render: () => <PresenceAvatars channel={room} />,
  parameters: { stage: { members: 3 } },
  globals: inEnglish,
  play: async ({ canvas, loaded }) => {
    const { hub, guest } = loaded['stage'] as Stage
    const list = await canvas.findByRole('list', { name: '3 people here' })
    const avatars = [...list.children]
    hub.goOffline('ada')
    await expect([...list.children]).toEqual(avatars)
    hub.goOnline('ada')
    guest('zoe', { name: 'Zoe' })
    await canvas.findByRole('list', { name: '4 people here' })
    await expect([...list.children].slice(0, 3)).toEqual(avatars)
  },
}

/** Nobody is shown before it is known who is there. */
export const SlowNetwork: Story = {
  render: () => <PresenceAvatars channel={room} />,
  parameters: { stage: { members: 3 } },
  globals: { ...inEnglish, latency: 400 },
  play: async ({ canvas }) => {
    await expect(canvas.queryAllByRole('img')).toEqual([])
    await canvas.findByRole('list', { name: '3 people here' }, { timeout: 5_000 })
  },
}
