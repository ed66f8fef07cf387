/// <reference types="vite/client" />
import { cleanup } from '@testing-library/react'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { has } from '../../test/engine.ts'
import { tailwindWith } from '../../test/hosts.ts'
import { find, findAll, render } from '../../test/render.ts'
import { Avatar } from '../parts/avatar/avatar.tsx'
import { PresenceAvatarsView } from '../parts/presence-avatars/presence-avatars-view.tsx'
import { sampleMembers } from '../stories/sample-members.ts'
import ours from './styles.css?inline'

// Nobody says where our layers stand; somebody may have said so for a layer of an earlier version of ours.
const layers = '@layer theme, base, herenow, components, utilities;'
const utilities = ['size-16', 'bg-red-500', 'p-8', 'px-8', 'ps-8', 'pe-8', 'rounded-none', 'text-xl', 'grayscale']

let host = ''
beforeEach(async () => {
  host = await tailwindWith(utilities)
  expect(host).toContain('.size-16')
})

function load(...sheets: readonly string[]): void {
  for (const sheet of sheets) {
    const style = document.createElement('style')
    style.textContent = sheet
    document.head.append(style)
    onTestFinished(() => style.remove())
  }
}

const orders = [
  ['before Tailwind', () => load(ours, host)],
  ['after Tailwind', () => load(host, ours)],
  ['before Tailwind, in an order of layers', () => load(layers, ours, host)],
  ['after Tailwind, in an order of layers', () => load(layers, host, ours)],
] as const

it.each(orders)('lets a utility class on a part win, loaded %s', (_, loadBoth) => {
  loadBoth()
  render(
    <>
      <Avatar id="ada" name="Ada" className="size-16 rounded-none" />
      <PresenceAvatarsView members={sampleMembers(9)} className="p-8 bg-red-500" />
    </>,
  )
  const avatar = getComputedStyle(find('.hn-avatar'))
  expect([avatar.width, avatar.height, avatar.borderRadius]).toEqual(['64px', '64px', '0px'])
  expect(getComputedStyle(find('.hn-presence-avatars')).padding).toBe('32px')
})

it.each(orders)('lets utility classes for one side each win, loaded %s', (_, loadBoth) => {
  loadBoth()
  render(<PresenceAvatarsView members={sampleMembers(9)} className="ps-8 pe-8" />)
  expect(getComputedStyle(find('.hn-presence-avatars')).paddingInline).toBe('32px')
})

it.each(orders)('lets a utility class for two sides win, loaded %s', (_, loadBoth) => {
  loadBoth()
  render(<PresenceAvatarsView members={sampleMembers(9)} className="px-8" />)
  expect(getComputedStyle(find('.hn-presence-avatars')).paddingInline === '32px').toBe(has('two-sides'))
})

it.each(orders)('is not undone by its preflight, loaded %s', (_, loadBoth) => {
  const look = () => {
    render(<PresenceAvatarsView members={sampleMembers(9)} />)
    return findAll('[class^=hn-]').map((element) => {
      const { display, padding, margin, borderRadius, backgroundColor, inlineSize, fontSize } =
        getComputedStyle(element)
      return {
        element: element.className,
        display,
        padding,
        margin,
        borderRadius,
        backgroundColor,
        inlineSize,
        fontSize,
      }
    })
  }
  const style = document.createElement('style')
  style.textContent = ours
  document.head.append(style)
  const alone = look()
  cleanup()
  style.remove()
  loadBoth()
  expect(look()).toEqual(alone)
})

it('lets a class without any layer win, without a word about layers', () => {
  load('.mine { border-radius: 3px; inline-size: 50px }', ours)
  render(<Avatar id="ada" name="Ada" className="mine" />)
  expect(getComputedStyle(find('.hn-avatar')).borderRadius).toBe('3px')
  expect(find('.hn-avatar').offsetWidth).toBe(50)
})

it('changes nothing of the host', () => {
  load(host)
  const page = document.createElement('main')
  page.innerHTML =
    '<h1>Title</h1><p class="text-xl">Text <a href="#">link</a></p><ul><li>One</li></ul><button>Go</button>' +
    '<input><textarea></textarea><img alt=""><table><tr><td>Cell</td></tr></table><dialog open>Hello</dialog>' +
    '<div popover="manual" class="john-smith">Popover</div>'
  document.body.append(page)
  onTestFinished(() => page.remove())
  const look = () =>
    [document.documentElement, document.body, ...page.querySelectorAll('*')].map((element) => {
      const style = getComputedStyle(element)
      // Properties of our own are on the root, where a host can set them.
      return [...style]
        .filter((name) => !name.startsWith('--hn-'))
        .sort()
        .map((name) => `${name}: ${style.getPropertyValue(name)}`)
    })
  const before = look()
  load(ours)
  expect(look()).toEqual(before)
})
