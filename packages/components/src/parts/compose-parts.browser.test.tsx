import { RealtimeProvider } from '@herenow/react'
import { screen } from '@testing-library/react'
import { createElement, createRef } from 'react'
import type { ComponentType, ReactElement, Ref } from 'react'
import { expect, it } from 'vitest'
import { render } from '../../test/render.ts'
import { ChatPanel, Composer, ConnectionBanner, LiveCursors, TypingIndicator } from '../index.ts'

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

/** Being connected, it needs a provider; nobody needs to be signed in. */
function panelOfNobody(attributes: Attributes): ReactElement {
  return <RealtimeProvider client={null}>{bind(ChatPanel, { channel: null })(attributes)}</RealtimeProvider>
}

const members = [{ clientId: 'ada', info: { name: 'Ada' } }]
const parts: readonly (readonly [string, (attributes: Attributes) => ReactElement])[] = [
  ['composer', bind(Composer, { onSend: () => undefined, maxLength: 3, defaultValue: 'Hello' })],
  ['typing-indicator', bind(TypingIndicator, { members })],
  ['connection-banner', bind(ConnectionBanner, { state: { status: 'closed' } })],
  ['live-cursors', bind(LiveCursors, { cursors: [{ clientId: 'ada', info: null, x: 0.5, y: 0.5 }] })],
  ['chat-panel', panelOfNobody],
]

it.each(parts)('%s needs no style sheet, and hands ref and attributes to its element', (slot, part) => {
  const ref = createRef<HTMLElement>()
  render(part({ ref, className: 'mine', style: { opacity: 0.5 }, 'data-testid': 'it', title: 'Mine' }))
  expect(ref.current?.dataset).toMatchObject({ testid: 'it', slot })
  expect(ref.current?.className).toBe(`hn-${slot} mine`)
  expect(ref.current?.style.opacity).toBe('0.5')
  expect(ref.current?.title).toBe('Mine')
})

it.each(parts)('%s is drawn by its `render`, with everything on it', (slot, part) => {
  const ref = createRef<HTMLElement>()
  render(part({ ref, className: 'mine', render: (props) => <main {...props} /> }))
  const element = screen.getByRole('main')
  expect(ref.current).toBe(element)
  expect(element.className).toBe(`hn-${slot} mine`)
  expect(element.dataset['slot']).toBe(slot)
})

it.each(parts)('every element of %s carries a class of ours', (_, part) => {
  const { container } = render(part({}))
  const elements = [...container.querySelectorAll('*')]
  expect(elements.filter((element) => !element.getAttribute('class')?.startsWith('hn-'))).toEqual([])
  expect(elements.length).toBeGreaterThan(0)
})
