/// <reference types="vite/client" />
import built from 'virtual:built-styles'
import { cleanup } from '@testing-library/react'
import { describe, expect, it, onTestFinished } from 'vitest'
import { messageAt } from '../../test/log-messages.ts'
import { find, render } from '../../test/render.ts'
import { HerenowUI } from '../config/herenow-ui.tsx'
import { Message } from '../parts/message/message.tsx'
import source from './styles.css?inline'

const light = 'rgb(243, 243, 247)'
const dark = 'rgb(35, 35, 44)'

/** What a host says of its page, until the end of the test. */
function host(rules: string): void {
  const style = document.createElement('style')
  style.textContent = rules
  document.head.append(style)
  onTestFinished(() => style.remove())
}

const message = messageAt(1)

function bubble(theme?: 'light' | 'dark'): CSSStyleDeclaration {
  render(
    <HerenowUI theme={theme}>
      <Message message={message} />
    </HerenowUI>,
  )
  return getComputedStyle(find('.hn-message-body'))
}

describe.each([
  ['the source', source],
  ['what Vite builds', built],
])('%s', (_, sheet) => {
  it('is light where nobody says anything', () => {
    host(sheet)
    expect(bubble().backgroundColor).toBe(light)
  })

  it.each([
    ['its root', ':root { color-scheme: dark }'],
    ['its body', 'body { color-scheme: dark }'],
  ])('is dark where a host has only said so for %s', (__, rules) => {
    host(sheet)
    host(rules)
    const { backgroundColor, colorScheme } = bubble()
    expect([backgroundColor, colorScheme]).toEqual([dark, 'dark'])
  })

  it('is what a theme says, whatever the host has said', () => {
    host(sheet)
    host(':root { color-scheme: dark }')
    expect(bubble('light').backgroundColor).toBe(light)
    cleanup()
    host(':root { color-scheme: light }')
    expect(bubble('dark').backgroundColor).toBe(dark)
  })

  it('is what the theme of the whole page says', () => {
    host(sheet)
    host(':root { color-scheme: dark }')
    document.documentElement.dataset['theme'] = 'light'
    onTestFinished(() => document.documentElement.removeAttribute('data-theme'))
    expect(bubble().backgroundColor).toBe(light)
  })

  it('derives its other colours from what it is', () => {
    host(sheet)
    host(':root { color-scheme: dark }')
    const strong = (theme?: 'dark') => {
      const style = bubble(theme)
      const probe = document.createElement('i')
      probe.className = 'hn-probe'
      probe.style.color = 'var(--hn-border-strong)'
      document.querySelector('.hn-message')?.append(probe)
      const { color } = getComputedStyle(probe)
      expect(style.backgroundColor).toBe(dark)
      cleanup()
      return color
    }
    expect(strong()).toBe(strong('dark'))
  })
})
