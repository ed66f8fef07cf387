import { createElement, createRef } from 'react'
import type { ComponentType, ReactElement, Ref } from 'react'
import { expect, it } from 'vitest'
import { find, render } from '../../test/render.ts'
import { Avatar, OccupancyBadge, PresenceAvatars, PresenceList, PresencePopover, StatusDot } from '../index.ts'
import { sampleMembers } from '../stories/sample-members.ts'

interface Attributes {
  readonly className?: string
  readonly style?: object
  readonly 'data-testid'?: string
  readonly title?: string
  readonly render?: (props: object) => ReactElement
  readonly ref?: Ref<HTMLElement>
}

/** A part with its own props filled in, so that all of them can be asked the same. */
function bind<Props extends object>(part: ComponentType<Props>, own: Props) {
  return (attributes: Attributes): ReactElement => createElement(part, { ...own, ...attributes })
}

const members = sampleMembers(7)
const parts: readonly (readonly [string, (attributes: Attributes) => ReactElement])[] = [
  ['StatusDot', bind(StatusDot, { status: 'idle' })],
  ['Avatar', bind(Avatar, { id: 'ada', name: 'Ada' })],
  ['OccupancyBadge', bind(OccupancyBadge, { count: 3 })],
  ['PresenceAvatars', bind(PresenceAvatars, { members })],
  ['PresenceList', bind(PresenceList, { members })],
  ['PresencePopover', bind(PresencePopover, { members })],
]

it.each(parts)('%s needs no provider and no style sheet, and hands ref and attributes to its element', (name, part) => {
  const ref = createRef<HTMLElement>()
  render(part({ ref, className: 'mine', style: { opacity: 0.5 }, 'data-testid': 'it', title: 'Mine' }))
  const element = ref.current
  expect(element?.dataset).toMatchObject({ testid: 'it', slot: slotOf(name) })
  expect(element?.className).toBe(`hn-${slotOf(name)} mine`)
  expect(element?.style.opacity).toBe('0.5')
  expect(element?.title).toBe('Mine')
})

it.each(parts)('%s is drawn by its `render`, with everything on it', (name, part) => {
  const ref = createRef<HTMLElement>()
  render(part({ ref, className: 'mine', render: (props) => <section {...props} /> }))
  const element = find('section')
  expect(ref.current).toBe(element)
  expect(element.className).toBe(`hn-${slotOf(name)} mine`)
  expect(element.dataset['slot']).toBe(slotOf(name))
})

it.each(parts)('every element of %s carries a class of ours', (_, part) => {
  const { container } = render(part({}))
  const strangers = [...container.querySelectorAll('*')].filter(({ className }) => !className.startsWith('hn-'))
  expect(strangers).toEqual([])
})

function slotOf(name: string): string {
  return name.replaceAll(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
}
