import type { Meta, StoryObj } from '@storybook/react-vite'
import type { CSSProperties } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { ChatPanel } from '../../connected/chat-panel.tsx'
import { PresenceAvatars } from '../../connected/presence-avatars.tsx'
import { names } from '../../stories/people.ts'
import { room } from '../../stories/stage.ts'
import type { Stage } from '../../stories/stage.ts'

const said = [
  [1, 'Good morning! The build is green again.'],
  [1, 'Everything from yesterday is in.'],
  [0, 'Wonderful. Did the reconnect test pass on the slow network too?'],
  [2, 'Twice. Here is the run: https://example.com/runs/4711'],
  [0, 'Then let us ship it today.'],
  [1, '👩‍🚀🚀'],
] as const

const conversation = said.map(([who, data]) => ({
  name: 'said',
  data,
  clientId: who === 0 ? 'ada' : `guest-${who}`,
  info: { name: who === 0 ? 'Ada Lovelace' : (names[who - 1] ?? '') },
}))

const many = Array.from({ length: 120 }, (_, index) => ({
  name: 'said',
  data: `Line ${index + 1}`,
  clientId: `guest-${(index % 3) + 1}`,
  info: { name: names[index % 3] ?? '' },
}))

/** What a story says about the element around the panel. */
interface Parent {
  readonly style?: CSSProperties
  /** Something else stands above the panel. */
  readonly hasNeighbour?: boolean
}

const parent = (style: CSSProperties, hasNeighbour = false) => ({ parent: { style, hasNeighbour } satisfies Parent })

const neighbour = <div style={{ padding: 12, borderBlockEnd: '1px solid var(--hn-border)' }}>Something above</div>

const meta: Meta<typeof ChatPanel> = {
  title: 'Chat/ChatPanel',
  component: ChatPanel,
  args: { channel: room },
  decorators: [
    (Story, { parameters }) => {
      const { style, hasNeighbour = false }: Parent = parameters['parent'] ?? {}
      return (
        <div data-testid="parent" style={{ border: '1px solid var(--hn-border)', ...style }}>
          {hasNeighbour && neighbour}
          <Story />
        </div>
      )
    },
  ],
  parameters: {
    ...parent({ blockSize: 'min(520px, 85dvh)', maxInlineSize: 720 }),
    stage: { members: 3, messages: conversation },
  },
}
export default meta

type Story = StoryObj<typeof ChatPanel>

const sendAndFind = async (canvas: ReturnType<typeof within>, text: string) => {
  await userEvent.type(canvas.getByRole('textbox'), `${text}{Enter}`)
  await within(canvas.getByRole('log')).findByText(text)
}

/** One line of code. Being shown, it takes part: others see us. */
export const Default: Story = {
  tags: ['key'],
  play: async ({ canvas, loaded }) => {
    const { guest } = loaded['stage'] as Stage
    await waitFor(async () => {
      const members = await guest('grace').channel(room).presence.get()
      await expect(members.map(({ clientId }) => clientId)).toContain('ada')
    })
    await sendAndFind(canvas, 'Hello everybody')
  },
}

export const Empty: Story = { parameters: { stage: { members: 0, messages: [] } } }

/** Nobody is signed in, or no channel is chosen yet. */
export const Loading: Story = { args: { channel: null } }

export const ManyMessages: Story = { parameters: { stage: { members: 3, messages: many } } }

export const LongText: Story = {
  tags: ['key'],
  parameters: {
    stage: {
      members: 1,
      messages: [
        ...conversation.slice(0, 1),
        { ...conversation[1], name: 'said', data: `https://example.com/${'long-'.repeat(60)}` },
      ],
    },
  },
}

/** As tall as its parent, and never taller: the composer stays in view. */
const composerIsInside: Story['play'] = async ({ canvas }) => {
  await waitFor(() => expect(canvas.getByRole('log').scrollHeight).toBeGreaterThan(600))
  const parent = canvas.getByTestId('parent').getBoundingClientRect()
  const field = canvas.getByRole('textbox').getBoundingClientRect()
  await expect(field.bottom).toBeLessThanOrEqual(parent.bottom)
  await expect(parent.bottom - field.bottom).toBeLessThan(40)
}

const crowded = { stage: { members: 3, messages: many } }

export const InAFlexColumn: Story = {
  parameters: { ...crowded, ...parent({ display: 'flex', flexDirection: 'column', blockSize: 420 }, true) },
  play: composerIsInside,
}

export const InAGrid: Story = {
  tags: ['key'],
  parameters: {
    ...crowded,
    ...parent({ display: 'grid', gridTemplateRows: 'auto minmax(0, 1fr)', blockSize: 420 }, true),
  },
  play: composerIsInside,
}

export const InAFixedHeight: Story = {
  parameters: { ...crowded, ...parent({ blockSize: 420 }) },
  play: composerIsInside,
}

/** Offline, three messages, and back: the banner, the log and the count agree. */
export const OfflineAndRecovered: Story = {
  parameters: { stage: { members: 1, messages: conversation.slice(0, 2) } },
  play: async ({ canvas, canvasElement, loaded }) => {
    const { hub, client } = loaded['stage'] as Stage
    const banner = canvasElement.querySelector('[data-slot="connection-banner"]')
    await client.connection.once('connected')
    hub.goOffline('ada')
    for (const text of ['One', 'Two', 'Three']) await sendAndFind(canvas, text)
    await waitFor(() => expect(banner).toHaveAttribute('data-state', 'lost'), { timeout: 6_000 })
    hub.goOnline('ada')
    await waitFor(() => expect(banner).toHaveAttribute('data-state', 'back'))
    await expect(banner).toHaveTextContent(/3|٣/)
    await expect(canvasElement.querySelectorAll('[data-status="sending"]')).toHaveLength(0)
  },
}

export const Offline: Story = {
  globals: { network: 'offline' },
  play: async ({ canvasElement }) => {
    const banner = canvasElement.querySelector('[data-slot="connection-banner"]')
    await waitFor(() => expect(banner).toHaveAttribute('data-state', 'unreachable'), { timeout: 6_000 })
  },
}

export const Arabic: Story = { globals: { locale: 'ar', direction: 'rtl' } }
export const Japanese: Story = { globals: { locale: 'ja' } }
export const Dark: Story = { globals: { theme: 'dark' } }
export const Compact: Story = { globals: { density: 'compact' } }
export const SlowNetwork: Story = { globals: { latency: 400 } }

/** 360 px wide. */
export const Phone: Story = { parameters: parent({ inlineSize: 360, blockSize: 560 }) }

/** With the people above it: the usual page. */
export const WithPeople: Story = {
  tags: ['key'],
  parameters: { stage: { members: 12, messages: conversation } },
  render: (args) => (
    <div style={{ display: 'flex', flexDirection: 'column', blockSize: '100%' }}>
      <div style={{ display: 'flex', padding: 12, borderBlockEnd: '1px solid var(--hn-border)' }}>
        <PresenceAvatars channel={room} />
      </div>
      <ChatPanel {...args} />
    </div>
  ),
}

/** A thousand messages in the room: the last are shown, older ones come as one scrolls up. */
export const ThousandMessages: Story = {
  parameters: {
    stage: {
      members: 3,
      messages: Array.from({ length: 1_000 }, (_, index) => ({
        ...many[index % many.length],
        data: `Line ${index + 1}`,
      })),
    },
  },
  play: async ({ canvas }) => {
    await expect(await canvas.findByText('Line 1000')).toBeVisible()
    canvas.getByRole('log').scrollTop = 0
    await waitFor(() => expect(canvas.getAllByRole('article').length).toBeGreaterThan(60))
  },
}

const hostile = [
  '<img src=x onerror="document.title=\'owned\'"><svg onload="document.title=\'owned\'">',
  'javascript:alert(1) https://bank.example@evil.example/ https://аpple.com/login data:text/html,x',
  'Turned: \u202Egnp.exe, and not turned back',
  'x'.repeat(10_000),
]

/** Whatever somebody else says, it is text: nothing of it runs, leads elsewhere, or leaves its place. */
export const Hostile: Story = {
  tags: ['key'],
  parameters: {
    stage: {
      members: 1,
      messages: hostile.map((data) => ({ name: 'said', data, clientId: 'mallory', info: { name: `\u202E${data}` } })),
    },
  },
  play: async ({ canvas }) => {
    const log = canvas.getByRole('log')
    await waitFor(() => expect(canvas.getAllByRole('article')).toHaveLength(hostile.length))
    await expect(log.querySelectorAll('img, svg, script, a')).toHaveLength(0)
    await expect([...log.querySelectorAll('.hn-message-body')].map((body) => body.textContent)).toEqual(hostile)
    await expect(log.scrollWidth).toBeLessThanOrEqual(log.clientWidth)
    await expect(document.title).not.toBe('owned')
  },
}
