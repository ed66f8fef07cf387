import type { Meta, StoryObj } from '@storybook/react-vite'
import { RealtimeError } from '@herenow/react'
import { useState } from 'react'
import type { ReactElement } from 'react'
import { expect, fn, waitFor } from 'storybook/test'
import { ChatLog } from '../../connected/chat-log.tsx'
import { expectMotionAsAsked, isCalm } from '../../stories/checks/expect-motion.ts'
import { conversation, message, numbered } from '../../stories/conversation.ts'

const failure = new RealtimeError({ code: 'timeout', message: 'No answer within 10 s', retryable: true })

const loadAgain = fn()

const meta: Meta<typeof ChatLog> = {
  title: 'Chat/ChatLog',
  component: ChatLog,
  args: { messages: conversation, currentClientId: 'ada', onRetry: fn(), onDiscard: fn() },
  decorators: [
    (Story) => (
      <div style={{ blockSize: 'min(32rem, 90vh)', maxInlineSize: '40rem', border: '1px solid var(--hn-border)' }}>
        <Story />
      </div>
    ),
  ],
}
export default meta

type Story = StoryObj<typeof ChatLog>

/** One tab stop: arrows go from message to message, Enter into its links, Escape back. */
export const Default: Story = {
  tags: ['key'],
  play: async ({ canvas, userEvent }) => {
    const log = canvas.getByRole('log')
    const articles = canvas.getAllByRole('article')
    await userEvent.tab()
    await expect(log).toHaveFocus()
    await userEvent.keyboard('{End}')
    await expect(articles.at(-1)).toHaveFocus()
    await userEvent.keyboard('{Home}{ArrowDown}{ArrowDown}{ArrowDown}')
    await expect(articles[3]).toHaveFocus()
    await userEvent.keyboard('{Enter}')
    await expect(canvas.getByRole('link')).toHaveFocus()
    await userEvent.keyboard('{Escape}')
    await expect(articles[3]).toHaveFocus()
    await userEvent.tab()
    await expect(log).not.toContainElement(
      document.activeElement instanceof HTMLElement ? document.activeElement : null,
    )
  },
}

/** The reader has no right to history: what is said from now on is shown. */
export const Denied: Story = {
  args: { messages: [], status: 'error', error: { code: 'forbidden', message: 'No.' }, onLoadOlder: loadAgain },
  play: async ({ canvas }) => {
    await expect(canvas.getByRole('alert')).toBeVisible()
    await expect(canvas.queryByRole('button')).toBeNull()
  },
}

export const Empty: Story = { args: { messages: [] } }

export const Loading: Story = { args: { messages: [], status: 'pending' } }

export const Failed: Story = {
  tags: ['key'],
  args: { messages: [], status: 'error', error: failure, onLoadOlder: loadAgain },
  play: async ({ canvas, userEvent }) => {
    loadAgain.mockClear()
    await userEvent.click(canvas.getByRole('button'))
    await waitFor(() => expect(loadAgain).toHaveBeenCalledOnce())
  },
}

/** What one hasn't seen, what nobody has any more, and what didn't get away. */
export const Markers: Story = {
  tags: ['key'],
  args: {
    messages: [
      ...conversation,
      message('f1', 'ada', 'This one failed.', 1_460, { status: 'failed', error: failure }),
      message('f2', 'ada', 'This one is on its way.', 1_461, { status: 'sending' }),
    ],
    unreadAfterId: 'c8',
    gaps: [{ id: 'g1', afterId: 'c3' }],
  },
}

export const OlderFailed: Story = {
  tags: ['key'],
  args: { messages: numbered(1, 30), hasOlder: true, onLoadOlder: () => Promise.reject(failure) },
  play: async ({ canvas, canvasElement }) => {
    canvas.getByRole('log').scrollTop = 0
    await waitFor(() => expect(canvas.getByRole('alert')).toBeVisible())
    await expect(canvasElement.querySelector('[data-state="older-error"] button')).toBeVisible()
  },
}

export const LongText: Story = {
  tags: ['key'],
  args: {
    messages: [
      message('l1', 'grace', 'word '.repeat(300), 0),
      message('l2', 'ada', `https://example.com/${'unbroken'.repeat(80)}`, 2),
      message('l3', 'alan', 'Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d'.repeat(40), 3, {
        info: { name: 'A name that goes on and on and on and on until nobody knows who it was that said it' },
      }),
    ],
  },
  play: async ({ canvas }) => {
    const log = canvas.getByRole('log')
    await expect(log.scrollWidth).toBeLessThanOrEqual(log.clientWidth)
  },
}

export const RightToLeft: Story = {
  globals: { direction: 'rtl', locale: 'ar' },
  args: {
    messages: [
      message('r1', 'noor', 'صباح الخير! البناء أخضر مرة أخرى.', 0),
      message('r2', 'grace', 'Great news. The clock?', 2),
      message('r3', 'ada', 'بالطبع، دائمًا الساعة.', 3),
    ],
  },
}

export const Japanese: Story = {
  globals: { locale: 'ja' },
  args: {
    messages: [
      message('j1', 'kenji', 'おはようございます。夜間ビルドがまた成功しました。', 0),
      message('j2', 'ada', 'ありがとうございます。時計の問題でしたか？', 3),
    ],
  },
}

export const Dark: Story = { globals: { theme: 'dark' }, args: Markers.args ?? {} }

export const Compact: Story = { globals: { density: 'compact' } }

function Narrow(): ReactElement {
  return (
    <div style={{ inlineSize: 320, blockSize: '100%', borderInlineEnd: '1px solid var(--hn-border)' }}>
      <ChatLog messages={conversation} currentClientId="ada" unreadAfterId="c8" />
    </div>
  )
}

/** As wide as a phone. */
export const Phone: Story = { render: () => <Narrow /> }

function Growing({ start }: { readonly start: number }): ReactElement {
  const [last, setLast] = useState(start)
  return (
    <div style={{ display: 'flex', flexDirection: 'column', blockSize: '100%' }}>
      <button type="button" onClick={() => setLast(last + 1)}>
        Somebody says something
      </button>
      <ChatLog messages={numbered(1, last)} currentClientId="ada" />
    </div>
  )
}

/** While one reads further up, what comes is counted, and nothing moves. */
export const ThousandRows: Story = {
  render: () => <Growing start={1_000} />,
  play: async ({ canvas, canvasElement, userEvent }) => {
    const log = canvas.getByRole('log')
    const jump = () => canvasElement.querySelector<HTMLElement>('[data-slot="jump-to-latest"]')
    log.scrollTop -= 2_000
    await waitFor(() => expect(jump()).toBeVisible())
    const top = log.scrollTop
    const say = canvas.getAllByRole('button')[0]
    if (say === undefined) throw new Error('The story has a button.')
    await userEvent.click(say)
    await userEvent.click(say)
    await expect(jump()).toHaveAttribute('data-new', 'true')
    await expect(log.scrollTop).toBe(top)
  },
}

const box = { border: '1px dashed var(--hn-border)', blockSize: '100%' }

/** It fills what it is given, and scrolls inside: in a flex column, in a grid, and in a box of fixed height. */
export const Parents: Story = {
  render: () => (
    <div style={{ display: 'grid', grid: 'minmax(0, 1fr) / repeat(3, minmax(0, 1fr))', blockSize: '100%', gap: 8 }}>
      <div style={{ ...box, display: 'flex', flexDirection: 'column' }}>
        <div>Flex</div>
        <ChatLog messages={numbered(1, 20)} />
        <div>Below</div>
      </div>
      <div style={{ ...box, display: 'grid', gridTemplateRows: 'auto minmax(0, 1fr) auto' }}>
        <div>Grid</div>
        <ChatLog messages={numbered(1, 20)} />
        <div>Below</div>
      </div>
      <div style={{ ...box, blockSize: 240 }}>
        <ChatLog messages={numbered(1, 20)} />
      </div>
    </div>
  ),
  play: async ({ canvas }) => {
    for (const log of canvas.getAllByRole('log')) {
      const parent = log.parentElement?.parentElement
      await expect(log.scrollHeight).toBeGreaterThan(log.clientHeight)
      await expect(parent?.scrollHeight).toBe(parent?.clientHeight)
    }
  },
}

/** Older messages are on their way: what is below stands still. */
export const LoadingOlder: Story = {
  tags: ['key'],
  args: { messages: numbered(1, 30), hasOlder: true, onLoadOlder: () => new Promise<never>(() => undefined) },
  play: async ({ canvas, canvasElement }) => {
    canvas.getByRole('log').scrollTop = 0
    await waitFor(() =>
      expect(canvasElement.querySelector('[data-slot="log-header"]')).toHaveAttribute('data-state', 'loading'),
    )
  },
}

/** The sketch of a log breathes, unless the reader asked for less motion. */
export const Motion: Story = {
  tags: ['motion'],
  args: { messages: [], status: 'pending' },
  play: ({ canvasElement }) => expectMotionAsAsked(canvasElement),
}

/** One is taken to the end smoothly, unless one asked for less motion: then one is there at once. */
export const JumpMotion: Story = {
  tags: ['motion'],
  args: { messages: numbered(1, 80) },
  play: async ({ canvas, canvasElement }) => {
    const log = canvas.getByRole('log')
    const distance = () => log.scrollHeight - log.clientHeight - log.scrollTop
    log.scrollTop -= 1_500
    await waitFor(() => expect(canvasElement.querySelector('[data-slot="jump-to-latest"]')).toBeVisible())
    canvasElement.querySelector<HTMLElement>('[data-slot="jump-to-latest"]')?.click()
    await new Promise((resolve) => requestAnimationFrame(resolve))
    if (isCalm()) await expect(distance()).toBeLessThanOrEqual(1)
    else await expect(distance()).toBeGreaterThan(100)
    await waitFor(() => expect(distance()).toBeLessThanOrEqual(1), { timeout: 3_000 })
  },
}
