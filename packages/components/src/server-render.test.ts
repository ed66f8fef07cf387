import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createElement } from 'react'
import type { ReactElement } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { Avatar, HerenowUI, japanese, OccupancyBadge, PresenceAvatars, PresenceList, PresencePopover } from './index.ts'
import { sampleMembers } from './stories/sample-members.ts'

const members = sampleMembers(9)

it.each<[string, ReactElement]>([
  ['Avatar', createElement(Avatar, { id: 'ada', name: 'Ada', src: '/ada.png' })],
  ['OccupancyBadge', createElement(OccupancyBadge, { count: 3 })],
  ['PresenceAvatars', createElement(PresenceAvatars, { members })],
  ['PresenceList', createElement(PresenceList, { members, groupByStatus: true })],
  ['PresencePopover', createElement(PresencePopover, { members })],
  [
    'HerenowUI',
    createElement(HerenowUI, { strings: japanese, theme: 'dark' }, createElement(PresenceAvatars, { members })),
  ],
])('renders %s on a server, the same each time', (_, element) => {
  const html = renderToString(element)
  expect(html).toContain('hn-')
  expect(renderToString(element)).toBe(html)
})

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|test-d|stories)\.tsx?$/.test(file) && !file.startsWith('stories'))
  .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }))

it('marks the modules that use React’s client APIs, and components, so that the rest stays importable on servers', () => {
  const reactive = sources
    .filter(({ text }) =>
      /^import (?!type)[^\n]*\b(use[A-Z]|createContext|forwardRef|memo|createPortal)[^\n]*'react(-dom)?'/m.test(text),
    )
    .map(({ file }) => file)
  const marked = sources.filter(({ text }) => /^(\/\*[^]*?\*\/\n)?'use client'\n/.test(text)).map(({ file }) => file)
  expect(reactive.filter((file) => !marked.includes(file))).toEqual([])
  expect(reactive.length).toBeGreaterThan(10)
})

it('builds no HTML out of text', () => {
  // The type of a part's props takes the attribute away by its name.
  const building = sources.filter(
    ({ file, text }) => text.includes('dangerouslySetInnerHTML') && file !== join('anatomy', 'part.ts'),
  )
  expect(building.map(({ file }) => file)).toEqual([])
})
