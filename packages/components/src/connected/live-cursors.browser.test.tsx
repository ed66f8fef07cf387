import '../styles/styles.css'
import { createHub } from '@herenow/memory'
import type { Hub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import type { Client } from '@herenow/react'
import { StrictMode } from 'react'
import type { ReactNode } from 'react'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { frames, openPage } from '../../test/page.tsx'
import { find, findAll, render } from '../../test/render.ts'
import { LiveCursors } from '../index.ts'
import type { LiveCursorsOptions } from '../index.ts'

const room = 'room:board'
let hub: Hub
beforeEach(() => {
  hub = createHub()
})

function join(clientId: string, color?: string): Client {
  const client = createClient({ adapter: hub.adapter(), clientId, info: { name: clientId, color } })
  onTestFinished(() => client.close())
  return client
}

async function listen(client: Client): Promise<unknown[]> {
  const heard: unknown[] = []
  client.channel(room).onSignal(({ name, data }) => heard.push([name, data]))
  await client.channel(room).attach()
  return heard
}

async function show(children: ReactNode, client = join('ada')) {
  const page = render(<RealtimeProvider client={client}>{children}</RealtimeProvider>)
  await vi.waitFor(() => expect(client.connection.getState().status).toBe('connected'))
  await client.channel(room).attach()
  const area = () => find('[data-slot="live-cursors"]')
  const move = (x: number, y: number) => {
    const { left, top } = area().getBoundingClientRect()
    area().dispatchEvent(new PointerEvent('pointermove', { clientX: left + x, clientY: top + y, bubbles: true }))
  }
  const leave = () => area().dispatchEvent(new PointerEvent('pointerout', { bubbles: true }))
  return {
    ...page,
    area,
    move,
    leave,
    client,
    names: () => findAll('.hn-cursor-name').map((name) => name.textContent),
  }
}

const board = <div style={{ inlineSize: 400, blockSize: 200 }} />

it('tells where we point, not more often than every 50 ms, and when we point nowhere', async () => {
  const heard = await listen(join('ben'))
  const { move, leave } = await show(
    <LiveCursors channel={room} style={{ inlineSize: 400 }}>
      {board}
    </LiveCursors>,
  )
  for (let x = 0; x <= 200; x += 10) move(x, 100)
  await vi.waitFor(() => expect(heard).toHaveLength(2))
  expect(heard).toEqual([
    ['hn:cursor', ['r', 0, 5_000]],
    ['hn:cursor', ['r', 5_000, 5_000]],
  ])
  leave()
  await vi.waitFor(() => expect(heard.at(-1)).toEqual(['hn:cursor', null]))
})

it('measures in pixels where the area doesn’t scale', async () => {
  const heard = await listen(join('ben'))
  const { move } = await show(
    <LiveCursors channel={room} mode="absolute">
      {board}
    </LiveCursors>,
  )
  move(120, 30)
  await vi.waitFor(() => expect(heard).toEqual([['hn:cursor', ['a', 120, 30]]]))
})

it('shows where others point by name, lets what is below be clicked, and forgets who stands still', async () => {
  const ben = join('ben').channel(room)
  await ben.attach()
  const { names } = await show(
    <LiveCursors channel={room} idleMs={200}>
      <button type="button" style={{ inlineSize: 400, blockSize: 200 }}>
        Below
      </button>
    </LiveCursors>,
  )
  await ben.signal('hn:cursor', ['r', 5_000, 5_000])
  await vi.waitFor(() => expect(names()).toEqual(['ben']))
  expect(find('.hn-cursor-name').tagName).toBe('BDI')
  const { left, top } = find('.hn-cursor').getBoundingClientRect()
  expect(document.elementFromPoint(left + 3, top + 3)?.textContent).toBe('Below')
  await vi.waitFor(() => expect(names()).toEqual([]))
})

it.each([Infinity, 1e12])('keeps a cursor that has not moved for less than %d ms', async (idleMs) => {
  const ben = join('ben').channel(room)
  await ben.attach()
  const { names } = await show(
    <LiveCursors channel={room} idleMs={idleMs}>
      {board}
    </LiveCursors>,
  )
  await ben.signal('hn:cursor', ['r', 5_000, 5_000])
  await vi.waitFor(() => expect(names()).toEqual(['ben']))
  await frames(10)
  expect(names()).toEqual(['ben'])
})

it('leaves the presence state and other signals alone', async () => {
  const { move, client, names } = await show(<LiveCursors channel={room}>{board}</LiveCursors>)
  const ben = join('ben')
  await ben.channel(room).attach()
  await client.channel(room).presence.enter({ mood: 'calm' })
  await ben.channel(room).signal('wave', [1, 2, 3])
  move(10, 10)
  await ben.channel(room).signal('hn:cursor', { odd: true })
  await ben.channel(room).signal('hn:cursor', ['r', 1, 1])
  await vi.waitFor(() => expect(names()).toEqual(['ben']))
  const members = await ben.channel(room).presence.get()
  expect(members.map(({ clientId, state }) => [clientId, state])).toEqual([['ada', { mood: 'calm' }]])
})

it('says that we point nowhere when it is taken away, and starts anew on another channel', async () => {
  const ben = join('ben')
  const heard = await listen(ben)
  const { move, names, rerender, client } = await show(<LiveCursors channel={room}>{board}</LiveCursors>)
  await ben.channel(room).signal('hn:cursor', ['r', 1, 1])
  move(10, 10)
  await vi.waitFor(() => expect(names()).toEqual(['ben']))
  rerender(
    <RealtimeProvider client={client}>
      <LiveCursors channel="room:other">{board}</LiveCursors>
    </RealtimeProvider>,
  )
  expect(names()).toEqual([])
  await vi.waitFor(() => expect(heard.at(-1)).toEqual(['hn:cursor', null]))
})

it('says nothing where nobody has pointed, also when it is mounted twice and taken away', async () => {
  const heard = await listen(join('ben'))
  const { move, rerender, client } = await show(
    <StrictMode>
      <LiveCursors channel={room}>{board}</LiveCursors>
    </StrictMode>,
  )
  const tree = (children: ReactNode) => <RealtimeProvider client={client}>{children}</RealtimeProvider>
  rerender(tree(null))
  rerender(tree(<LiveCursors channel={room}>{board}</LiveCursors>))
  move(0, 0)
  await vi.waitFor(() => expect(heard).toEqual([['hn:cursor', ['r', 0, 0]]]))
})

it('shows pointers in their place from the first frame on, also when the area appears or changes its size', async () => {
  const draw = (width: number, display: 'block' | 'none', x = 0.5) => (
    <StrictMode>
      <div style={{ inlineSize: width, display }}>
        <LiveCursors cursors={[{ clientId: 'ben', info: { name: 'ben' }, x, y: 0.5 }]}>
          <div style={{ blockSize: 200 }} />
        </LiveCursors>
      </div>
    </StrictMode>
  )
  const page = openPage()
  page.render(draw(300, 'block'))
  const placeOf = () =>
    find('.hn-cursor').getBoundingClientRect().left - find('.hn-live-cursors').getBoundingClientRect().left
  const places = async () => {
    const seen = [placeOf()]
    for (let frame = 0; frame < 8; frame += 1) {
      await frames(1)
      seen.push(placeOf())
    }
    return new Set(seen.map(Math.round))
  }
  expect(await places()).toEqual(new Set([150]))
  page.render(draw(300, 'none'))
  await frames(1)
  page.render(draw(300, 'block'))
  expect(await places()).toEqual(new Set([150]))
  page.render(draw(200, 'block'))
  expect(await places()).toEqual(new Set([100]))
  page.render(draw(200, 'block', 1))
  expect((await places()).size).toBeGreaterThan(2)
})

/** The colour behind an element, as the browser has worked it out. */
const behind = (element: Element | undefined): string => (element ? getComputedStyle(element).backgroundColor : '')

it('uses the colour in the presence state, else the one in `info`, else one derived from the id', async () => {
  const people = [join('ben', '#000000'), join('cy', '#1d4ed8'), join('dee', 'url(x)'), join('eve')]
  await people[0]?.channel(room).presence.enter({ color: '#f97316' })
  const { names } = await show(<LiveCursors channel={room}>{board}</LiveCursors>)
  for (const person of people) {
    await person.channel(room).attach()
    await person.channel(room).signal('hn:cursor', ['r', 1, 1])
  }
  await vi.waitFor(() => expect(names()).toEqual(['ben', 'cy', 'dee', 'eve']))
  const labels = findAll('.hn-cursor-name')
  await vi.waitFor(() => expect(behind(labels[0])).toBe('rgb(249, 115, 22)'))
  expect(labels[0] && getComputedStyle(labels[0]).color).toBe('rgb(0, 0, 0)')
  expect(behind(labels[1])).toBe('rgb(29, 78, 216)')
  expect(behind(labels[2])).toMatch(/^oklch/)
  expect(behind(labels[3])).toMatch(/^oklch/)
  expect(behind(labels[2])).not.toBe(behind(labels[3]))
})

it('draws cursors with `renderCursor`, which gets the member', async () => {
  const ben = join('ben', '#1d4ed8')
  await ben.channel(room).presence.enter({ tool: 'pen' })
  const renderCursor: LiveCursorsOptions['renderCursor'] = ({ member }, { name, color }) => (
    <i
      style={{ background: color }}
    >{`${name}: ${(member?.state as { tool: string } | undefined)?.tool ?? 'nothing'}`}</i>
  )
  await show(
    <LiveCursors channel={room} renderCursor={renderCursor}>
      {board}
    </LiveCursors>,
  )
  await ben.channel(room).signal('hn:cursor', ['r', 1, 1])
  await vi.waitFor(() => expect(find('.hn-cursor i').textContent).toBe('ben: pen'))
  expect(behind(find('.hn-cursor i'))).toBe('rgb(29, 78, 216)')
  expect(findAll('.hn-cursor-arrow')).toHaveLength(0)
  await ben.channel(room).presence.update({ tool: 'brush' })
  await vi.waitFor(() => expect(find('.hn-cursor i').textContent).toBe('ben: brush'))
})
