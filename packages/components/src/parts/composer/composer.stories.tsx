import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, fn, userEvent, waitFor } from 'storybook/test'
import { Composer } from '../../connected/composer.tsx'
import { expectMotionAsAsked } from '../../stories/checks/expect-motion.ts'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'

const meta: Meta<typeof Composer> = {
  title: 'Chat/Composer',
  component: Composer,
  args: { onSend: fn() },
  decorators: [
    (Story) => (
      <div style={{ maxInlineSize: 560 }}>
        <Story />
      </div>
    ),
  ],
}
export default meta

type Story = StoryObj<typeof Composer>

/** Enter sends, and the field is ready for the next text. */
export const Default: Story = {
  play: async ({ canvas, args }) => {
    const field = canvas.getByRole('textbox')
    await expect(canvas.getByRole('button')).toBeDisabled()
    await userEvent.type(field, 'Hello{Shift>}{Enter}{/Shift}there{Enter}')
    await expect(args.onSend).toHaveBeenCalledOnce()
    await expect(args.onSend).toHaveBeenCalledWith('Hello\nthere')
    await expect(field).toHaveValue('')
    await expect(field).toHaveFocus()
  },
}

/** The button sends too, and gives the focus back. */
export const ReadyToSend: Story = {
  tags: ['key'],
  args: { defaultValue: 'See you at ten' },
  play: async ({ canvas, args }) => {
    await userEvent.click(canvas.getByRole('button'))
    await expect(args.onSend).toHaveBeenCalledOnce()
    await expect(args.onSend).toHaveBeenCalledWith('See you at ten')
    await expect(canvas.getByRole('textbox')).toHaveFocus()
    await userEvent.type(canvas.getByRole('textbox'), 'See you at ten')
  },
}

const lines = Array.from({ length: 12 }, (_, index) => `Line ${index + 1} of a longer text`).join('\n')

/** Grows up to eight lines, then it scrolls. */
export const LongText: Story = {
  args: { defaultValue: lines },
  play: async ({ canvas }) => {
    const field = canvas.getByRole('textbox')
    const lineHeight = Number.parseFloat(getComputedStyle(field).lineHeight)
    await expect(field.clientHeight).toBeGreaterThan(8 * lineHeight)
    await expect(field.clientHeight).toBeLessThan(9 * lineHeight)
    await expect(field.scrollHeight).toBeGreaterThan(field.clientHeight)
  },
}

/** One word without an end stays inside. */
export const UnbrokenText: Story = { args: { defaultValue: `https://example.com/${'long-'.repeat(40)}` } }

/** Near its end the room that is left is told, counted as people count letters. */
export const NearTheLimit: Story = {
  tags: ['key'],
  args: { maxLength: 20, defaultValue: 'Family: 👩‍👩‍👧‍👦👩‍👩‍👧‍👦' },
  globals: { locale: 'en', direction: 'ltr' },
  play: async ({ canvas }) => {
    await expect(canvas.getByText('10 characters left', { selector: '.hn-composer-count' })).toBeVisible()
  },
}

/** Too much can be written, and told; it can't be sent. */
export const TooLong: Story = {
  tags: ['key'],
  args: { maxLength: 20, defaultValue: 'This is more than twenty letters' },
  play: async ({ canvas, args }) => {
    const field = canvas.getByRole('textbox')
    await expect(field).toBeInvalid()
    await expect(field).toHaveAccessibleDescription()
    await userEvent.type(field, '{Enter}')
    await expect(args.onSend).not.toHaveBeenCalled()
    await expect(canvas.getByRole('button')).toBeDisabled()
  },
}

/** A text that can't be sent comes back, as long as nothing else has been written. */
export const SendingFails: Story = {
  args: { onSend: fn(() => Promise.reject(new Error('No'))) },
  play: async ({ canvas }) => {
    const field = canvas.getByRole('textbox')
    await userEvent.type(field, 'Hello{Enter}')
    await waitFor(() => expect(field).toHaveValue('Hello'))
    await expect(field).toHaveAccessibleDescription()
  },
}

export const Disabled: Story = { tags: ['key'], args: { disabled: true, placeholder: 'Only moderators write here' } }

const plain = { inlineSize: 33, blockSize: 33, border: 'none', background: 'none', color: 'var(--hn-muted)' }

/** Things of yours inside the frame. */
export const WithLeadingAndTrailing: Story = {
  tags: ['key'],
  args: {
    leading: (
      <button type="button" aria-label="Attach" style={plain}>
        +
      </button>
    ),
    trailing: (
      <button type="button" aria-label="Emoji" style={plain}>
        :)
      </button>
    ),
  },
}

/** Enter starts a line; Ctrl+Enter or Command+Enter sends. */
export const SubmitOnModEnter: Story = {
  args: { submitOn: 'mod+enter' },
  play: async ({ canvas, args }) => {
    const field = canvas.getByRole('textbox')
    await userEvent.type(field, 'One{Enter}two')
    await expect(field).toHaveValue('One\ntwo')
    await userEvent.type(field, '{Control>}{Enter}{/Control}')
    await expect(args.onSend).toHaveBeenCalledOnce()
    await expect(args.onSend).toHaveBeenCalledWith('One\ntwo')
  },
}

export const Arabic: Story = {
  globals: { locale: 'ar', direction: 'rtl' },
  args: { maxLength: 40, defaultValue: 'مرحبًا، هل أنتم هنا؟ نلتقي غدًا' },
}

export const Japanese: Story = { globals: { locale: 'ja' }, args: { defaultValue: 'こんにちは、お元気ですか' } }

export const Compact: Story = { globals: { density: 'compact' }, args: { defaultValue: 'See you at ten' } }

export const Narrow: Story = {
  decorators: [
    (Story) => (
      <div style={{ inlineSize: 240 }}>
        <Story />
      </div>
    ),
  ],
}

/** On a channel: what is sent arrives, and others see that we type. */
export const OnAChannel: Story = {
  render: () => <Composer channel={room} />,
  parameters: { stage: { members: 0 } },
  play: async ({ canvas, loaded }) => {
    const { guest } = loaded['stage'] as Stage
    const channel = guest('grace', { name: 'Grace Hopper' }).channel(room)
    const heard: unknown[] = []
    channel.subscribe((message) => heard.push([message.name, message.data]))
    await channel.attach()
    await userEvent.type(canvas.getByRole('textbox'), 'Hello Grace{Enter}')
    await waitFor(() => expect(heard).toEqual([['said', 'Hello Grace']]))
  },
}

/** Its button answers softly, unless the reader asked for less motion. */
export const Motion: Story = {
  tags: ['motion'],
  play: ({ canvasElement }) => expectMotionAsAsked(canvasElement),
}

/** What is sent without a network leaves the field, and arrives when the network is back. */
export const OfflineThenRecovered: Story = {
  render: () => <Composer channel={room} />,
  parameters: { stage: { members: 0 } },
  play: async ({ canvas, loaded }) => {
    const { hub, guest, client } = loaded['stage'] as Stage
    const channel = guest('grace', { name: 'Grace Hopper' }).channel(room)
    const heard: unknown[] = []
    channel.subscribe((message) => heard.push(message.data))
    await channel.attach()
    await client.connection.once('connected')
    hub.goOffline('ada')
    await userEvent.type(canvas.getByRole('textbox'), 'Without a network{Enter}')
    await expect(canvas.getByRole('textbox')).toHaveValue('')
    await expect(heard).toEqual([])
    hub.goOnline('ada')
    await waitFor(() => expect(heard).toEqual(['Without a network']))
  },
}
