import { array, assert, boolean, integer, oneof, property, record, constant } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { earlierWindow, fitWindow, laterWindow, newestWindow, windowAround } from './log-window.ts'
import type { LogWindow, WindowRules } from './log-window.ts'

type Row = { readonly id: string }
const log = (first: number, last: number): readonly Row[] =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ id: String(first + index) }))
const rules: WindowRules = { size: 10, isPinned: false, isHeld: false, keptId: null }
const shown = ({ log: rows, start, end }: LogWindow<Row>): string =>
  `${rows[start]?.id ?? '-'}…${rows[end - 1]?.id ?? '-'}`

describe('at the end', () => {
  const pinned = { ...rules, isPinned: true }

  it('follows new rows and lets the oldest go', () => {
    expect(shown(fitWindow(newestWindow(log(1, 20), 10), log(1, 23), pinned))).toBe('14…23')
  })

  it('keeps the row that has the focus, however old', () => {
    const window = newestWindow(log(1, 20), 10)
    expect(shown(fitWindow(window, log(1, 40), { ...pinned, keptId: '12' }))).toBe('12…40')
  })

  it('is the same object when nothing changed', () => {
    const window = newestWindow(log(1, 20), 10)
    expect(fitWindow(window, window.log, pinned)).toBe(window)
  })
})

describe('further up', () => {
  it('takes what fits at both ends', () => {
    expect(shown(fitWindow(newestWindow(log(10, 14), 10), log(8, 16), rules))).toBe('8…16')
  })

  it('never loses a row that was there to one that came', () => {
    const window = newestWindow(log(1, 10), 10)
    expect(shown(fitWindow(window, log(-20, 30), rules))).toBe('1…10')
  })

  it('puts nothing above while fingers hold the log', () => {
    expect(shown(fitWindow(newestWindow(log(10, 14), 10), log(8, 16), { ...rules, isHeld: true }))).toBe('10…16')
  })

  it('follows its rows when the log loses its oldest', () => {
    const window = { log: log(1, 30), start: 4, end: 14 }
    expect(shown(fitWindow(window, log(11, 31), rules))).toBe('11…14')
  })

  it('is where it was when a row in the middle goes', () => {
    const before = log(1, 30)
    const window = { log: before, start: 4, end: 14 }
    expect(
      shown(
        fitWindow(
          window,
          before.filter((row) => row.id !== '5' && row.id !== '9'),
          rules,
        ),
      ),
    ).toBe('6…14')
  })

  it('shows the newest of another log', () => {
    expect(shown(fitWindow(newestWindow(log(1, 30), 10), log(100, 130), rules))).toBe('121…130')
  })
})

describe('on the way', () => {
  const window = { log: log(1, 100), start: 40, end: 50 }

  it('brings earlier rows and lets the last go, and back again', () => {
    const earlier = earlierWindow(window, 5, rules)
    expect(shown(earlier)).toBe('36…45')
    expect(shown(laterWindow(earlier, 5, rules))).toBe('41…50')
  })

  it('ends where the log ends', () => {
    expect(shown(earlierWindow({ ...window, start: 3, end: 13 }, 5, rules))).toBe('1…10')
    expect(shown(laterWindow({ ...window, start: 88, end: 98 }, 5, rules))).toBe('91…100')
  })

  it('goes to a message that is no row, and stays for one that is', () => {
    expect(shown(windowAround(window, 4, 10))).toBe('1…10')
    expect(windowAround(window, 44, 10)).toBe(window)
    expect(shown(windowAround(window, 98, 10))).toBe('91…100')
  })
})

const move = oneof(
  record({ type: constant('append' as const), count: integer({ min: 1, max: 30 }) }),
  record({ type: constant('prepend' as const), count: integer({ min: 1, max: 30 }) }),
  record({ type: constant('trim' as const), count: integer({ min: 1, max: 10 }) }),
  record({ type: constant('earlier' as const), count: integer({ min: 1, max: 10 }) }),
  record({ type: constant('later' as const), count: integer({ min: 1, max: 10 }) }),
)

it('stays within its bound and its log through any changes, and a reader keeps what they see', () => {
  assert(
    property(array(record({ move, isPinned: boolean(), isHeld: boolean() })), (steps) => {
      let first = 1
      let last = 15
      let window = newestWindow(log(first, last), 10)
      for (const { move: next, isPinned, isHeld } of steps) {
        const now = { ...rules, isPinned, isHeld }
        if (next.type === 'earlier') window = earlierWindow(window, next.count, now)
        else if (next.type === 'later') window = laterWindow(window, next.count, now)
        else {
          if (next.type === 'append') last += next.count
          if (next.type === 'prepend') first -= next.count
          if (next.type === 'trim') first = Math.min(last, first + next.count)
          const fitted = fitWindow(window, log(first, last), now)
          const seen = window.log.slice(window.start, window.end).filter((row) => Number(row.id) >= first)
          if (!isPinned) {
            const ids = new Set(fitted.log.slice(fitted.start, fitted.end).map((row) => row.id))
            if (seen.length > 0) expect(seen.every((row) => ids.has(row.id))).toBe(true)
          }
          // Once more changes nothing: rendering twice is rendering once.
          expect(fitWindow(fitted, fitted.log, now)).toBe(fitted)
          window = fitted
        }
        expect(window.start).toBeGreaterThanOrEqual(0)
        expect(window.end).toBeLessThanOrEqual(window.log.length)
        expect(window.end - window.start).toBeGreaterThan(0)
        // Fingers that hold the log may keep more rows than its size; they are few, and go when it is at its end.
        if (!steps.some((each) => each.isHeld)) expect(window.end - window.start).toBeLessThanOrEqual(10)
      }
    }),
  )
})
