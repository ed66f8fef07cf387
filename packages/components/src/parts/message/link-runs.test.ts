import { assert, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkRuns } from './link-runs.ts'
import { messageText } from './message-text.ts'

const links = (text: string): readonly (string | null)[] =>
  linkRuns(text).flatMap((run) => (run.href === null ? [] : [run.text]))

describe('links', () => {
  it.each([
    ['see https://example.com/a?b=c#d now', ['https://example.com/a?b=c#d']],
    ['HTTP://EXAMPLE.com', ['HTTP://EXAMPLE.com']],
    ['(https://example.com/a_(b))', ['https://example.com/a_(b)']],
    [
      'Look: https://example.com/a. Or https://example.com/b, or “https://example.com/c”!',
      ['https://example.com/a', 'https://example.com/b', 'https://example.com/c'],
    ],
    [
      'mail ada@example.com or mailto:grace@example.com?subject=hi',
      ['ada@example.com', 'mailto:grace@example.com?subject=hi'],
    ],
    ['https://例え.テスト/道', ['https://例え.テスト/道']],
    ['https://пример.рф/а https://münchen.de', ['https://пример.рф/а', 'https://münchen.de']],
  ])('are found in %j', (text, expected) => {
    expect(links(text)).toEqual(expected)
  })

  it.each([
    ['a script', 'javascript:alert(1)'],
    ['a script in disguise', 'java\u200bscript:alert(1) JaVaScRiPt://x%0aalert(1)'],
    ['data and files', 'data:text/html,<b> file:///etc/passwd vbscript:x about:blank'],
    ['a user name that looks like a host', 'https://bank.example@evil.example/ https://a:b@evil.example'],
    ['an invisible character', 'https://exam\u200bple.com/ https://example.com/\u202Egnp.exe'],
    ['letters that look like others', 'https://аpple.com/ https://paypaı.com ada@gοogle.com https://аррӏе.com'],
    ['a host that looks like a host with a path', 'https://bank.example⁄login.evil.example'],
    ['no host at all', 'https:// http:///'],
    ['markup', '<a href="x">y</a> <img src=x onerror=alert(1)>'],
  ])('are not made of %s', (_, text) => {
    expect(links(text)).toEqual([])
  })

  it('only ever lead to http, https or mailto, and all runs together are the text', () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 60 }), string({ unit: 'binary' }), (before, after) => {
        for (const text of [
          before + after,
          `${before} https://${after}`,
          `${before}http://e.com/${after}`,
          `x@${before}.${after}`,
        ]) {
          const runs = linkRuns(text)
          expect(runs.map((run) => run.text).join('')).toBe(text)
          for (const { href } of runs) if (href !== null) expect(href).toMatch(/^(https?:\/\/|mailto:)/)
        }
      }),
    )
  })

  it('are never half an address, where a very long text is no longer searched', () => {
    expect(links(`${' '.repeat(19_990)}https://example.com/a`)).toEqual([])
    expect(links(`${' '.repeat(100)}https://example.com/a${' '.repeat(30_000)}`)).toEqual(['https://example.com/a'])
  })

  it('are found in a megabyte of anything within a moment', () => {
    const started = performance.now()
    for (const part of ['a@', 'http', 'https://', '((((', 'a.', '@.', 'e\u0301', 'x', 'x.', 'https://x)', ')'])
      linkRuns(part.repeat(1_000_000 / part.length))
    linkRuns(`https://example.com/${')'.repeat(30_000)}`)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

it('takes the text of a message from a string or from { text }, and from nothing else', () => {
  expect([messageText('a'), messageText({ text: 'b' })]).toEqual(['a', 'b'])
  expect([null, undefined, 7, [], {}, { text: 7 }].map(messageText)).toEqual([null, null, null, null, null, null])
})
