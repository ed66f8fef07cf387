import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, waitFor } from 'storybook/test'
import { LiveCursors } from '../../connected/live-cursors.tsx'
import { expectMotionAsAsked } from '../../stories/checks/expect-motion.ts'
import { names } from '../../stories/people.ts'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'
import type { Cursor } from './cursor-set.ts'

const cursors = (count: number): readonly Cursor[] =>
  Array.from({ length: count }, (_, index) => ({
    clientId: `guest-${index}`,
    info: { name: names[index % names.length] },
    x: ((index * 37) % 90) / 100,
    y: ((index * 23) % 80) / 100,
  }))

const board = (
  <div
    style={{
      blockSize: 280,
      border: '1px solid var(--hn-border)',
      borderRadius: 12,
      display: 'grid',
      placeItems: 'center',
      color: 'var(--hn-muted)',
    }}
  >
    Move here
  </div>
)

const meta: Meta<typeof LiveCursors> = {
  title: 'Presence/LiveCursors',
  component: LiveCursors,
  args: { cursors: cursors(3), children: board },
}
export default meta

type Story = StoryObj<typeof LiveCursors>

/** Nothing to click and nothing to read out: what is below stays in reach. */
export const Default: Story = {
  tags: ['key'],
  play: async ({ canvasElement }) => {
    const layer = canvasElement.querySelector('.hn-cursors-layer')
    await expect(layer).toHaveAttribute('aria-hidden', 'true')
    const arrow = canvasElement.querySelector('[data-slot="cursor"]')?.getBoundingClientRect()
    if (arrow === undefined) throw new Error('There is no cursor')
    const below = document.elementFromPoint(arrow.left + 2, arrow.top + 2)
    await expect(layer?.contains(below)).toBe(false)
  },
}

export const Nobody: Story = { args: { cursors: [] } }
export const Crowd: Story = { args: { cursors: cursors(12) } }

export const LongNames: Story = {
  tags: ['key'],
  args: { cursors: [{ clientId: 'a', info: { name: 'A-name-without-any-break-'.repeat(8) }, x: 0.3, y: 0.4 }] },
}

/** Each in the colour that they chose, with text that can be read on it. */
export const ChosenColors: Story = {
  args: {
    cursors: ['#fde047', '#f97316', '#1d4ed8', '#111827'].map((color, index) => ({
      clientId: `guest-${index}`,
      info: { name: names[index], color },
      x: 0.1 + 0.22 * index,
      y: 0.3,
    })),
  },
}

/** Drawn by the app. */
export const DrawnByTheApp: Story = {
  args: {
    renderCursor: (_, { name, color }) => (
      <span style={{ padding: '2px 8px', borderRadius: 12, background: 'Canvas', border: `2px solid ${color}` }}>
        ✎ {name}
      </span>
    ),
  },
}

/** Places are physical, whichever way one reads. */
export const Arabic: Story = {
  globals: { locale: 'ar', direction: 'rtl' },
  args: { cursors: [{ clientId: 'omar', info: { name: 'عمر خالد' }, x: 0.25, y: 0.4 }] },
  play: async ({ canvasElement }) => {
    const area = canvasElement.querySelector('[data-slot="live-cursors"]')?.getBoundingClientRect()
    const arrow = canvasElement.querySelector('[data-slot="cursor"]')?.getBoundingClientRect()
    if (area === undefined || arrow === undefined) throw new Error('There is no cursor')
    await expect((arrow.left - area.left) / area.width).toBeCloseTo(0.25, 2)
  },
}

/** Somebody else points, in another client, and goes away. */
export const OnAChannel: Story = {
  parameters: { stage: { members: 0 } },
  render: () => <LiveCursors channel={room}>{board}</LiveCursors>,
  play: async ({ canvasElement, loaded }) => {
    const { guest, client } = loaded['stage'] as Stage
    const channel = guest('grace', { name: 'Grace Hopper' }).channel(room)
    await channel.attach()
    await client.channel(room).attach()
    const arrows = () => canvasElement.querySelectorAll('[data-slot="cursor"]')
    await waitFor(async () => {
      await channel.signal('hn:cursor', ['r', 5_000, 5_000])
      await expect(arrows()).toHaveLength(1)
    })
    await expect(arrows()[0]).toHaveTextContent('Grace Hopper')
    await channel.signal('hn:cursor', null)
    await waitFor(() => expect(arrows()).toHaveLength(0))
  },
}

export const Japanese: Story = {
  globals: { locale: 'ja' },
  args: { cursors: [{ clientId: 'kenji', info: { name: '山田 健二' }, x: 0.3, y: 0.4 }] },
}

/** At the edges a name stays inside the area. */
export const AtTheEdges: Story = {
  tags: ['key'],
  args: {
    cursors: [
      { clientId: 'a', info: { name: 'Grace Hopper' }, x: 0.99, y: 0.1 },
      { clientId: 'b', info: { name: 'Alan Turing' }, x: 0.4, y: 0.98 },
    ],
  },
  play: async ({ canvasElement }) => {
    const area = canvasElement.querySelector('.hn-cursors-layer')?.getBoundingClientRect()
    if (area === undefined) throw new Error('There is no area')
    for (const name of canvasElement.querySelectorAll('.hn-cursor-name')) {
      const { right, bottom } = name.getBoundingClientRect()
      await expect(right).toBeLessThanOrEqual(area.right + 0.5)
      await expect(bottom).toBeLessThanOrEqual(area.bottom + 0.5)
    }
  },
}

/** Arrows glide from place to place, unless the reader asked for less motion: then they are where they are. */
export const Motion: Story = {
  tags: ['motion'],
  play: ({ canvasElement }) => expectMotionAsAsked(canvasElement),
}

/** Where others point isn't known while we are cut off; back again, it is. */
export const OfflineThenRecovered: Story = {
  parameters: { stage: { members: 0 } },
  render: () => <LiveCursors channel={room}>{board}</LiveCursors>,
  play: async ({ canvasElement, loaded }) => {
    const { hub, guest, client } = loaded['stage'] as Stage
    const channel = guest('grace', { name: 'Grace Hopper' }).channel(room)
    await channel.attach()
    await client.channel(room).attach()
    const arrow = () => canvasElement.querySelector('[data-slot="cursor"]')
    await waitFor(async () => {
      await channel.signal('hn:cursor', ['r', 5_000, 5_000])
      await expect(arrow()).toBeVisible()
    })
    const before = arrow()?.getBoundingClientRect().left
    hub.goOffline('ada')
    await client.connection.once('disconnected')
    hub.goOnline('ada')
    await client.connection.once('connected')
    await client.channel(room).attach()
    await channel.signal('hn:cursor', ['r', 7_000, 5_000])
    await waitFor(() => expect(arrow()?.getBoundingClientRect().left).toBeGreaterThan(Number(before)))
  },
}
