import type { Meta, StoryObj } from '@storybook/react-vite'
import { RealtimeError } from '@herenow/react'
import { expect, fn, waitFor } from 'storybook/test'
import { expectMotionAsAsked } from '../../stories/checks/expect-motion.ts'
import { message } from '../../stories/conversation.ts'
import { Message } from './message.tsx'

const meta: Meta<typeof Message> = {
  title: 'Chat/Message',
  component: Message,
  args: { message: message('m1', 'grace', 'It was the clock. It is always the clock.', 0) },
}
export default meta

type Story = StoryObj<typeof Message>

export const Default: Story = {}

export const Own: Story = { args: { own: true, message: message('m1', 'ada', 'Of course it was.', 0) } }

export const Sending: Story = {
  args: { own: true, message: message('m1', 'ada', 'On its way.', 0, { status: 'sending' }) },
}

const failed = message('m1', 'ada', 'This one didn’t make it, and keeps its text.', 0, {
  status: 'failed',
  error: new RealtimeError({ code: 'timeout', message: 'No answer within 60 s', retryable: true }),
})

/** It keeps its text and its place, and says how to go on. */
export const Failed: Story = {
  tags: ['key'],
  args: { own: true, message: failed, onRetry: fn(), onDiscard: fn() },
  play: async ({ canvas, args, userEvent }) => {
    const [retry, discard] = canvas.getAllByRole('button')
    if (retry === undefined || discard === undefined) throw new Error('A failed message has two buttons.')
    await userEvent.click(retry)
    await expect(args.onRetry).toHaveBeenCalledWith('m1')
    await userEvent.click(discard)
    await expect(args.onDiscard).toHaveBeenCalledWith('m1')
  },
}

/** Several in a row by one person: the name and the picture stand at the first. */
export const Group: Story = {
  render: () => (
    <div>
      <Message message={message('m1', 'grace', 'One', 0)} groupPosition="first" />
      <Message message={message('m2', 'grace', 'Two, a minute later', 1)} groupPosition="middle" />
      <Message message={message('m3', 'grace', 'Three', 2)} groupPosition="last" />
    </div>
  ),
}

const hostile = [
  'Bold? <b>no</b> <img src=x onerror="document.title=\'owned\'">',
  'javascript:alert(1) data:text/html,hi vbscript:x',
  'A link that lies: https://bank.example@evil.example/login',
  'A link that looks like another: https://аpple.com/login',
  'A link that doesn’t: https://example.com/a_(b)?q=1#c. Mail ada@example.com!',
  'Turned: \u202Egnp.exe\u202C and back',
].join('\n')

/** Whatever it says, it is text. */
export const TextIsText: Story = {
  tags: ['key'],
  args: { message: message('m1', 'alan', hostile, 0) },
  play: async ({ canvasElement }) => {
    await expect(canvasElement.querySelectorAll('img, b')).toHaveLength(0)
    const links = [...canvasElement.querySelectorAll('a')].map((link) => link.getAttribute('href'))
    await expect(links).toEqual(['https://example.com/a_(b)?q=1#c', 'mailto:ada@example.com'])
  },
}

/** Ten thousand characters without a space stay within the page. */
export const LongText: Story = {
  args: { message: message('m1', 'alan', `https://example.com/${'long'.repeat(2_500)}`, 0) },
  play: async ({ canvasElement }) => {
    await expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(document.documentElement.clientWidth)
    await expect(canvasElement.querySelectorAll('a')).toHaveLength(1)
  },
}

export const RightToLeft: Story = { args: { message: message('m1', 'noor', 'صباح الخير! البناء أخضر مرة أخرى.', 0) } }

export const Japanese: Story = {
  args: { message: message('m1', 'kenji', 'おはようございます。夜間ビルドがまた成功しました。', 0) },
}

/** Data without a text is said to be so; `renderBody` draws it as you like. */
export const WithoutText: Story = {
  render: () => (
    <div>
      <Message message={message('m1', 'alan', '', 0, { data: { x: 1, y: 2 } })} />
      <Message
        message={message('m2', 'alan', '', 0, { data: { x: 1, y: 2 } })}
        renderBody={({ data }) => <code>{JSON.stringify(data)}</code>}
      />
    </div>
  ),
}

/** Buttons of your own appear while one points at the message, or has the focus in it. */
export const Actions: Story = {
  tags: ['key'],
  args: {
    actions: (
      <button type="button" aria-label="React with a heart">
        ♥
      </button>
    ),
  },
  play: async ({ canvas, canvasElement, userEvent }) => {
    await userEvent.tab()
    await expect(canvas.getByRole('button')).toHaveFocus()
    const actions = canvasElement.querySelector('.hn-message-actions')
    await waitFor(() => expect(actions && getComputedStyle(actions).opacity).toBe('1'))
  },
}

export const Compact: Story = { globals: { density: 'compact' } }

/** Your buttons fade in, unless the reader asked for less motion. */
export const Motion: Story = {
  ...Actions,
  tags: ['motion'],
  play: ({ canvasElement }) => expectMotionAsAsked(canvasElement),
}
