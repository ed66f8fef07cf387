/// <reference types="vite/client" />
import { RealtimeError } from '@herenow/react'
import { compile } from 'tailwindcss'
import tailwind from 'tailwindcss/index.css?raw'
import type { ReactElement } from 'react'
import { expect, it } from 'vitest'
import { messageAt } from '../../test/log-messages.ts'
import { mount } from '../../test/mount.tsx'
import { ChatLog } from '../connected/chat-log.tsx'
import { Composer } from '../connected/composer.tsx'
import { ConnectionBanner } from '../connected/connection-banner.tsx'
import { LiveCursors } from '../connected/live-cursors.tsx'
import { OccupancyBadge } from '../connected/occupancy-badge.tsx'
import { PresenceList } from '../connected/presence-list.tsx'
import { PresencePopover } from '../connected/presence-popover.tsx'
import { TypingIndicator } from '../connected/typing-indicator.tsx'
import { JumpToLatest } from '../parts/jump-to-latest/jump-to-latest.tsx'
import { sampleMembers } from '../stories/sample-members.ts'
import ours from './styles.css?inline'

const reason = new RealtimeError({ code: 'timeout', message: 'No answer', retryable: true })
const messages = [
  ...[1, 2, 4, 5, 7].map((number) => messageAt(number)),
  messageAt(8, { clientId: 'ada', data: 'See https://example.com/' }),
  messageAt(9, { clientId: 'ada', status: 'failed', error: reason }),
]
const ignore = (): void => undefined

const scene: ReactElement = (
  <>
    <ConnectionBanner
      state={{ status: 'disconnected', since: 0, attempt: 1, retryAt: null, reason, lost: true, unreachable: false }}
      queuedCount={2}
      onRetry={ignore}
    />
    <div style={{ blockSize: 600 }}>
      <ChatLog
        messages={messages}
        currentClientId="ada"
        unreadAfterId="message-4"
        gaps={[{ id: 'gap', afterId: 'message-2' }]}
        onRetry={ignore}
        onDiscard={ignore}
      />
    </div>
    <div style={{ blockSize: 200 }}>
      <ChatLog messages={[]} status="error" error={reason} onLoadOlder={ignore} />
    </div>
    <JumpToLatest count={4} />
    <TypingIndicator members={[{ clientId: 'grace', info: { name: 'Grace' } }]} />
    <Composer onSend={ignore} maxLength={20} defaultValue="This is more than that" />
    <OccupancyBadge count={3} />
    <PresencePopover members={sampleMembers(3)} />
    <PresenceList members={sampleMembers(4)} groupByStatus />
    <LiveCursors cursors={[{ clientId: 'grace', info: { name: 'Grace' }, x: 0.5, y: 0.5 }]}>
      <div style={{ blockSize: 80 }} />
    </LiveCursors>
  </>
)

function load(...sheets: readonly string[]): () => void {
  const styles = sheets.map((sheet) => {
    const style = document.createElement('style')
    style.textContent = sheet
    document.head.append(style)
    return style
  })
  return () => styles.forEach((style) => style.remove())
}

/**
 * What isn't seen: what the page says to phones, names that are new each time, how a box is reckoned whose place is
 * fixed (lines are nothing but their border, icons are items of a grid, buttons have a border and a background of ours).
 */
const unseen =
  /^(--|text-size-adjust|-webkit-tap-highlight-color|anchor-name|position-anchor|appearance|vertical-align|alignment-baseline|box-sizing)/
const unseenOfLines = /^(block-size|height)$/

/** All that a style sheet can say of our elements, and of what stands before and after them, as far as it is drawn. */
function look(): readonly string[] {
  const { findAll } = mount(scene)
  findAll('.hn-popover').forEach((panel) => panel.showPopover())
  const said = findAll('[class^="hn-"], [class^="hn-"] *').flatMap((element) => {
    const name = `${element.localName}.${element.getAttribute('class') ?? ''}`
    const pseudos = ['::before', '::after'].filter((each) => getComputedStyle(element, each).content !== 'none')
    const field = element.localName === 'textarea' ? ['::placeholder'] : []
    return ['', ...pseudos, ...field].flatMap((pseudo) => {
      const style = getComputedStyle(element, pseudo)
      return [...style]
        .filter((property) => !unseen.test(property) && isDrawn(style, property))
        .filter((property) => pseudo === '' || !unseenOfLines.test(property))
        .map((property) => `${name}${pseudo} ${property}: ${style.getPropertyValue(property)}`)
    })
  })
  document.body.replaceChildren()
  return said
}

/** A border without a width has a style that nobody sees. */
function isDrawn(style: CSSStyleDeclaration, property: string): boolean {
  const border = /^(?<side>border-.*)-(style|color)$/.exec(property)?.groups?.['side']
  return border === undefined || style.getPropertyValue(`${border}-width`) !== '0px'
}

const layers = '@layer theme, base, herenow, components, utilities;'

it.each(['before', 'after'])('looks the same with the preflight of Tailwind loaded %s our styles', async (when) => {
  const compiled = await compile('@import "tailwindcss";', {
    loadStylesheet: (_, base) => Promise.resolve({ path: 'tailwindcss/index.css', base, content: tailwind }),
  })
  const host = compiled.build([])
  // What a page says of its own text is inherited everywhere: there the two are to be the same.
  const page = '@layer page { html { line-height: 1.5; font-family: sans-serif; tab-size: 4 } body { margin: 0 } }'
  const removeAlone = load(ours, page)
  const alone = look()
  removeAlone()
  const removeBoth = when === 'before' ? load(layers, host, ours, page) : load(layers, ours, host, page)
  const beside = look()
  removeBoth()
  expect(alone.length).toBeGreaterThan(10_000)
  const changed = beside.filter((line, index) => line !== alone[index])
  expect(changed).toEqual([])
})
