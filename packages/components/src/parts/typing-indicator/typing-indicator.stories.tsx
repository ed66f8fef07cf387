import { RealtimeProvider, useTyping } from '@herenow/react'
import type { TypingMember } from '@herenow/react'
import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, waitFor } from 'storybook/test'
import { TypingIndicator } from '../../connected/typing-indicator.tsx'
import { expectMotionAsAsked } from '../../stories/checks/expect-motion.ts'
import { names } from '../../stories/people.ts'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'

const typists = (count: number): readonly TypingMember[] =>
  names.slice(0, count).map((name, index) => ({ clientId: `guest-${index}`, info: { name } }))

const meta: Meta<typeof TypingIndicator> = {
  title: 'Chat/TypingIndicator',
  component: TypingIndicator,
  args: { members: typists(1) },
}
export default meta

type Story = StoryObj<typeof TypingIndicator>

/** Seen at once; read out when it has lasted for a second. */
export const Default: Story = {
  globals: { locale: 'en', direction: 'ltr' },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvasElement.querySelector('.hn-typing-line')).toHaveTextContent('Grace Hopper is typing…')
    await waitFor(() => expect(canvas.getByRole('status')).toHaveTextContent('Grace Hopper is typing…'), {
      timeout: 3_000,
    })
  },
}

/** Keeps its height. */
export const Nobody: Story = {
  args: { members: [] },
  play: async ({ canvasElement }) => {
    const line = canvasElement.querySelector('[data-slot="typing-indicator"]')
    await expect(line).toHaveAttribute('data-state', 'quiet')
    await expect(line?.getBoundingClientRect().height).toBeGreaterThan(16)
  },
}

export const Two: Story = { args: { members: typists(2) } }
export const Many: Story = { tags: ['key'], args: { members: typists(7) } }
export const AllNamed: Story = { args: { members: typists(4), max: 4 } }

export const LongNames: Story = {
  tags: ['key'],
  args: {
    members: ['A-name-without-any-break-'.repeat(8), 'Another one'].map((name) => ({ clientId: name, info: { name } })),
  },
  decorators: [
    (Story) => (
      <div style={{ maxInlineSize: 300 }}>
        <Story />
      </div>
    ),
  ],
}

/** A name that is written the other way leaves the sentence as it is. */
export const MixedDirections: Story = {
  args: { members: [{ clientId: 'omar', info: { name: 'عمر خالد (1)' } }, ...typists(1)] },
}

export const Arabic: Story = { globals: { locale: 'ar', direction: 'rtl' }, args: { members: typists(2) } }
export const Japanese: Story = { globals: { locale: 'ja' }, args: { members: typists(3) } }

function Typist() {
  const { inputProps } = useTyping(room)
  return <input aria-label="Grace" {...inputProps} />
}

/** Somebody else types, in another client. */
export const OnAChannel: Story = {
  render: (_, { loaded }) => (
    <>
      <RealtimeProvider client={(loaded['stage'] as Stage).guest('grace', { name: 'Grace Hopper' })}>
        <Typist />
      </RealtimeProvider>
      <TypingIndicator channel={room} />
    </>
  ),
  parameters: { stage: { members: 0 } },
  play: async ({ canvas, canvasElement }) => {
    const line = canvasElement.querySelector('[data-slot="typing-indicator"]')
    await userEvent.type(canvas.getByRole('textbox'), 'Hel')
    await waitFor(() => expect(line).toHaveAttribute('data-state', 'typing'))
    await userEvent.clear(canvas.getByRole('textbox'))
    await waitFor(() => expect(line).toHaveAttribute('data-state', 'quiet'))
  },
}

export const Compact: Story = { globals: { density: 'compact' }, args: { members: typists(2) } }

/** The dots come one after the other, unless the reader asked for less motion: then they stand still. */
export const Motion: Story = {
  tags: ['motion'],
  play: ({ canvasElement }) => expectMotionAsAsked(canvasElement),
}

/** Whoever is cut off isn't typing any more; back again, they are when they go on. */
export const OfflineThenRecovered: Story = {
  ...OnAChannel,
  play: async ({ canvas, canvasElement, loaded }) => {
    const { hub } = loaded['stage'] as Stage
    const line = canvasElement.querySelector('[data-slot="typing-indicator"]')
    await userEvent.type(canvas.getByRole('textbox'), 'Hel')
    await waitFor(() => expect(line).toHaveAttribute('data-state', 'typing'))
    hub.goOffline('grace')
    await userEvent.clear(canvas.getByRole('textbox'))
    hub.goOnline('grace')
    await userEvent.type(canvas.getByRole('textbox'), 'Hello')
    await waitFor(() => expect(line).toHaveAttribute('data-state', 'typing'))
    await userEvent.clear(canvas.getByRole('textbox'))
    await waitFor(() => expect(line).toHaveAttribute('data-state', 'quiet'), { timeout: 3_000 })
  },
}
