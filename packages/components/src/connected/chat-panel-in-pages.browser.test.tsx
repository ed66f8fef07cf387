/// <reference types="vite/client" />
import { createHub } from '@herenow/memory'
import { createClient, RealtimeProvider } from '@herenow/react'
import { screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { page } from 'vitest/browser'
import { inScheme, loadSheets } from '../../test/hosts.ts'
import createNextApp from '../../test/hosts/create-next-app.css?raw'
import vite6 from '../../test/hosts/vite-6.css?raw'
import vite9 from '../../test/hosts/vite-9.css?raw'
import { frames } from '../../test/page.tsx'
import { find, findAll, render } from '../../test/render.ts'
import ours from '../styles/styles.css?inline'
import { ChatPanel } from './chat-panel.tsx'
import { PresenceAvatars } from './presence-avatars.tsx'

const room = 'room:lobby'
const toRoot = 'html, body, #root { height: 100% } body { margin: 0 }'

const finished = (
  <>
    <PresenceAvatars channel={room} />
    <ChatPanel channel={room} />
  </>
)

/** Shows something where an application has its root, with a log of so many lines. */
async function open(children: ReactNode, sheets: readonly string[], lines = 60) {
  loadSheets(ours, ...sheets.map((sheet) => inScheme(sheet, 'light')))
  const hub = createHub()
  const clientId = 'ada'
  hub.seedHistory(
    room,
    Array.from({ length: lines }, (_, index) => ({ name: 'said', data: `Line ${index + 1}`, clientId: 'ben' })),
  )
  const client = createClient({ adapter: hub.adapter(), clientId, info: { name: 'Ada' } })
  const container = document.createElement('div')
  container.id = 'root'
  document.body.append(container)
  const inRoot = (content: ReactNode) => <RealtimeProvider client={client}>{content}</RealtimeProvider>
  const { rerender, unmount } = render(inRoot(children), { container, reactStrictMode: false })
  onTestFinished(async () => {
    container.remove()
    await client.close()
  })
  await vi.waitFor(() => expect(screen.getByRole('log').textContent).toContain(`Line ${lines}`))
  await vi.waitFor(() => expect(findAll('.hn-avatar').length).toBeGreaterThan(0))
  await frames(3)
  return {
    rerender: (next: ReactNode) => rerender(inRoot(next)),
    unmount,
    box: (selector: string) => find(selector).getBoundingClientRect(),
  }
}

const field = '.hn-composer-input'

describe.each([
  [1280, 720],
  [390, 844],
])('in a window of %i × %i', (width, height) => {
  it.each([
    ['the template of Vite 9', vite9],
    ['the template of Vite 6', vite6],
    ['create-next-app', createNextApp],
    ['a page without styles', ''],
    ['a root as high as the window', toRoot],
  ])('the finished page of the README has its composer on screen: %s', async (_, sheet) => {
    await page.viewport(width, height)
    onTestFinished(() => page.viewport(414, 896))
    const { box } = await open(finished, [sheet])
    expect(box(field).bottom).toBeLessThanOrEqual(height)
    expect(height - box(field).bottom).toBeLessThan(40)
    expect(box('[role="log"]').height).toBeGreaterThan(0.6 * height)
    expect(box('.hn-chat-panel').width).toBeGreaterThan(0.6 * width)
    // Nothing to scroll but the log.
    const { scrollHeight, scrollWidth } = document.documentElement
    expect([scrollHeight, scrollWidth]).toEqual([height, width])
  })

  it('is as high as that when there is little to read', async () => {
    await page.viewport(width, height)
    onTestFinished(() => page.viewport(414, 896))
    const { box } = await open(finished, [vite9], 1)
    expect(height - box(field).bottom).toBeLessThan(40)
  })
})

it('gives way when what stands above it grows, and takes the place back', async () => {
  await page.viewport(1280, 720)
  onTestFinished(() => page.viewport(414, 896))
  const above = (height: number) => (
    <>
      <div style={{ height }} />
      <ChatPanel channel={room} />
      <PresenceAvatars channel={room} />
    </>
  )
  for (const sheet of [toRoot, vite9]) {
    const { box, rerender, unmount } = await open(above(40), [sheet])
    for (const height of [200, 0, 120]) {
      rerender(above(height))
      await vi.waitFor(() => expect(box('.hn-presence-avatars').bottom).toBeCloseTo(720, 0))
    }
    unmount()
    find('#root').remove()
  }
})

it('fills what its siblings leave of a box with a height', async () => {
  await page.viewport(1280, 720)
  onTestFinished(() => page.viewport(414, 896))
  const { box } = await open(<div style={{ height: 400, padding: 10, marginBlockStart: 300 }}>{finished}</div>, [])
  expect(box('.hn-chat-panel').bottom).toBeCloseTo(box('#root').bottom - 10, 0)
  expect(box('.hn-chat-panel').height).toBeGreaterThan(300)
})

it('is what an element that scrolls leaves it', async () => {
  await page.viewport(1280, 720)
  onTestFinished(() => page.viewport(414, 896))
  const { box } = await open(
    <main style={{ height: 500, overflow: 'auto' }}>
      <div style={{ padding: 10 }}>{finished}</div>
    </main>,
    [],
  )
  expect(document.querySelector('main')?.scrollHeight).toBe(500)
  expect(box('main').bottom - box(field).bottom).toBeLessThan(50)
})
