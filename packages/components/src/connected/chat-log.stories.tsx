import type { Meta, StoryObj } from '@storybook/react-vite'
import type { ReactElement } from 'react'
import { expect, waitFor } from 'storybook/test'
import type { LogMessage } from '../parts/chat-log/log-row.tsx'
import { room } from '../stories/stage.ts'
import type { Stage } from '../stories/stage.ts'
import { ChatLog } from './chat-log.tsx'

const meta: Meta<typeof ChatLog> = {
  title: 'Chat/ChatLog of a channel',
  component: ChatLog,
  args: { channel: room },
  parameters: {
    stage: {
      messages: Array.from({ length: 120 }, (_, index) => ({
        name: 'said',
        data: { text: `Message ${index + 1}` },
        clientId: index % 3 === 0 ? 'grace' : 'alan',
        info: { name: index % 3 === 0 ? 'Grace Hopper' : 'Alan Turing' },
      })),
    },
  },
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

/** What was said comes as one scrolls up, page by page. */
export const Default: Story = {
  play: async ({ canvas }) => {
    await waitFor(() => expect(canvas.getAllByRole('article').length).toBeGreaterThanOrEqual(50))
    canvas.getByRole('log').scrollTop = 0
    await waitFor(() => expect(canvas.getAllByRole('article').length).toBeGreaterThanOrEqual(100))
  },
}

function Poll({ message: { data } }: Pick<LogMessage, 'message'>): ReactElement {
  const { question, answers } = data as { readonly question: string; readonly answers: readonly string[] }
  return (
    <fieldset style={{ margin: 0, padding: 0, border: 0, display: 'grid', gap: 4 }}>
      <legend style={{ padding: 0, fontWeight: 600 }}>{question}</legend>
      {answers.map((answer) => (
        <label key={answer}>
          <input type="radio" name={question} /> {answer}
        </label>
      ))}
    </fieldset>
  )
}

/** A channel carries more than text: what has a renderer is drawn by it, and the moves of a game are no bubbles. */
export const Polls: Story = {
  args: { renderers: { poll: Poll } },
  parameters: {
    stage: {
      messages: [
        { name: 'said', data: { text: 'What shall we drink?' }, clientId: 'grace', info: { name: 'Grace Hopper' } },
        { name: 'moved', data: { x: 3, y: 4 }, clientId: 'alan' },
        {
          name: 'poll',
          data: { question: 'Tea or coffee?', answers: ['Tea', 'Coffee'] },
          clientId: 'alan',
          info: { name: 'Alan Turing' },
        },
      ],
    },
  },
  play: async ({ canvas }) => {
    await expect(await canvas.findByRole('radio', { name: 'Coffee' })).toBeVisible()
    await expect(canvas.getAllByRole('article')).toHaveLength(2)
  },
}

/** Half a second each way. */
export const SlowNetwork: Story = {
  globals: { latency: 400 },
  play: async ({ canvas, canvasElement }) => {
    await expect(canvasElement.querySelector('[data-slot="log-loading"]')).toBeVisible()
    await waitFor(() => expect(canvas.getAllByRole('article').length).toBeGreaterThan(1), { timeout: 5_000 })
  },
}

/** What we say while offline stands in the log, and is sent when the network is back. */
export const OfflineAndBack: Story = {
  play: async ({ canvas, canvasElement, loaded }) => {
    // Made by the stage's loader: Storybook can't know its type.
    const { hub, client } = loaded['stage'] as Stage
    await waitFor(() => expect(canvas.getAllByRole('article').length).toBeGreaterThan(1))
    const own = (status: string) => canvasElement.querySelector(`[data-own="true"][data-status="${status}"]`)
    hub.goOffline('ada')
    const sent = client.channel(room).publish('said', { text: 'Said without a network' })
    await waitFor(() => expect(own('sending')).toBeVisible())
    hub.goOnline('ada')
    await sent
    await waitFor(() => expect(own('sent')).toBeVisible())
  },
}

/** Others speak while we read: nothing of it is lost, and screen readers hear how many. */
export const Busy: Story = {
  tags: ['key'],
  play: async ({ canvas, loaded }) => {
    const { guest } = loaded['stage'] as Stage
    await waitFor(() => expect(canvas.getAllByRole('article').length).toBeGreaterThan(1))
    const channel = guest('grace', { name: 'Grace Hopper' }).channel(room)
    await Promise.all(['One', 'Two', 'Three'].map((text) => channel.publish('said', { text })))
    await waitFor(() => expect(document.querySelector('[data-slot="announcer"]')).not.toBeEmptyDOMElement())
  },
}
