import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { messageAt } from '../../../test/log-messages.ts'
import { openPage, painted } from '../../../test/page.tsx'
import { Message } from './message.tsx'

const body = (host: HTMLElement): HTMLElement => {
  const found = host.querySelector<HTMLElement>('.hn-message-body')
  if (found === null) throw new Error('There is no message on the page.')
  return found
}

it('shows markup as it was written, and runs none of it', async () => {
  const page = openPage()
  const text = '<img src=x onerror="document.title=1"><script>document.title=2</script> <b style="color:red">b</b>'
  const title = document.title
  page.render(<Message message={messageAt(1, { data: { text }, info: { name: text } })} />)
  await painted()
  expect(body(page.host).textContent).toBe(text)
  expect(page.host.querySelector('img, script, b')).toBeNull()
  expect(document.title).toBe(title)
})

it('opens links without handing over the page, and makes none of a script', () => {
  const page = openPage()
  page.render(<Message message={messageAt(1, { data: 'https://example.com javascript:alert(1)' })} />)
  const links = [...page.host.querySelectorAll('a')]
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://example.com/'])
  expect(links[0]?.rel.split(' ').toSorted()).toEqual(['nofollow', 'noopener', 'noreferrer', 'ugc'])
  page.render(<Message message={messageAt(1, { data: 'https://example.com' })} linkify={false} />)
  expect(page.host.querySelector('a')).toBeNull()
})

it('keeps ten thousand characters without a space, and heaps of combining marks, within a phone', () => {
  const page = openPage('inline-size:320px')
  for (const text of [
    'x'.repeat(10_000),
    `https://example.com/${'y'.repeat(10_000)}`,
    `a${'\u0351\u036b'.repeat(5_000)}`,
  ]) {
    page.render(<Message message={messageAt(1, { data: { text }, info: { name: text } })} />)
    expect(page.host.scrollWidth).toBeLessThanOrEqual(320)
    expect(getComputedStyle(body(page.host)).overflow).toBe('clip')
  }
})

it('lets a text that turns its direction turn nothing but itself', () => {
  const page = openPage()
  page.render(<Message message={messageAt(1, { data: '\u202Ereversed', info: { name: '\u202Eecarg' } })} />)
  expect(getComputedStyle(body(page.host)).unicodeBidi).toMatch(/isolate|plaintext/)
  expect(body(page.host).dir).toBe('auto')
  expect(page.host.querySelector('bdi')?.textContent).toBe('ecarg')
})

it('says when it was sent to people and to machines', () => {
  const page = openPage()
  page.render(<Message message={messageAt(0)} />)
  const time = screen.getByRole('time')
  expect(time.getAttribute('datetime')).toBe('2026-11-20T12:00:00.000Z')
  expect(time.title).toContain('2026')
})

it('is shown without a time that no date can hold, as another client may have sent it', () => {
  const page = openPage()
  page.render(<Message message={messageAt(1, { data: 'hello', timestamp: 1e308 })} />)
  expect(body(page.host).textContent).toBe('hello')
  expect(page.host.querySelector('time')?.hasAttribute('datetime')).toBe(false)
})
