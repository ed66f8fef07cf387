import { describe, expect, it } from 'vitest'
import type { Opening, OpeningStep } from './attach-opening.ts'
import { openAtEnd, openBehind, openPast, openWithLast } from './attach-opening.ts'
import type { StreamEntry } from './streams.ts'

let marks = 0
const markIds = (): string => `mark-${(marks += 1)}`

function entry(number: number, mark: string | null = null, fingerprint = `f${number}`): StreamEntry {
  return { number, mark, fingerprint, frame: { headers: {}, body: '' } }
}

/** Gives the entries until something is known. */
function take(opening: Opening, ...entries: readonly StreamEntry[]): OpeningStep {
  for (const one of entries) {
    const step = opening.take(one)
    if (step !== 'wait') return step
  }
  return 'wait'
}

/** The opening that follows. */
function again(step: OpeningStep): Opening {
  if (step === 'wait' || step.type !== 'again') throw new Error('Nothing follows')
  return step.opening
}
const numbers = (step: OpeningStep): readonly number[] | null =>
  step !== 'wait' && step.type === 'opened' ? step.replay.map(({ number }) => number) : null

describe('at the end', () => {
  it('waits for its own mark, and drops what stands before it', () => {
    const opening = openAtEnd(markIds)
    expect(opening.start).toBe('next')
    expect(take(opening, entry(3), entry(4, 'of-another'), entry(5))).toBe('wait')
    expect(take(opening, entry(6, opening.mark))).toMatchObject({ place: { number: 6 }, recovered: false, replay: [] })
  })
})

describe('behind a place', () => {
  const place = { number: 7, fingerprint: 'f7' }

  it('has recovered when the entry of the place comes first', () => {
    const opening = openBehind(place, markIds)
    expect([opening.start, opening.mark]).toEqual([7, null])
    expect(take(opening, entry(7))).toMatchObject({ place: { number: 7 }, recovered: true, replay: [] })
  })

  it('has not when retention took it: what is left is replayed', () => {
    const step = take(openBehind(place, markIds), entry(12))
    expect(step).toMatchObject({ place: { number: 11, fingerprint: '' }, recovered: false })
    expect(numbers(step)).toEqual([12])
  })

  it('starts at the end of another stream that has another entry there', () => {
    const opening = again(take(openBehind(place, markIds), entry(7, null, 'other')))
    expect(take(opening, entry(9, opening.mark))).toMatchObject({ recovered: false, isNewStream: true })
  })

  it('starts at the end of another stream that does not reach there, of which nothing comes', () => {
    const { otherwise } = openBehind(place, markIds)
    expect(otherwise && take(otherwise, entry(2, otherwise.mark))).toMatchObject({
      recovered: false,
      isNewStream: true,
    })
  })

  it('does not take a stream for another that goes on behind it', () => {
    const { otherwise } = openBehind(place, markIds)
    expect(otherwise && take(otherwise, entry(20, otherwise.mark))).toMatchObject({ isNewStream: false })
  })

  it('has recovered behind a place that was never seen, when the next entry comes', () => {
    const unseen = { number: 7, fingerprint: '' }
    expect(take(openBehind(unseen, markIds), entry(7))).toMatchObject({ recovered: true, replay: [] })
    expect(take(openBehind(unseen, markIds), entry(8))).toMatchObject({ place: unseen, recovered: true })
    expect(take(openBehind(unseen, markIds), entry(9))).toMatchObject({ recovered: false })
  })

  it('reads from the beginning behind what stands before it', () => {
    const opening = openBehind({ number: -1, fingerprint: '' }, markIds)
    expect(opening.start).toBe('first')
    expect(take(opening, entry(0))).toMatchObject({ recovered: true })
  })
})

describe('past an entry that can not be read', () => {
  it('begins behind it, with a mark in case that nothing else comes', () => {
    const opening = openPast(7, markIds)
    expect(opening.start).toBe(8)
    expect(take(opening, entry(9, opening.mark))).toMatchObject({ place: { number: 9 }, recovered: false })
  })

  it('replays what comes first, and never leads back', () => {
    const step = take(openPast(7, markIds), entry(8))
    expect(step).toMatchObject({ place: { number: 7, fingerprint: '' }, recovered: false })
    expect(numbers(step)).toEqual([8])
  })

  it('starts at the end where nothing comes', () => {
    expect(openPast(7, markIds).otherwise?.start).toBe('next')
  })
})

describe('with the last messages', () => {
  function looking(count: number, end: number): Opening {
    const opening = openWithLast(count, markIds)
    return again(take(opening, entry(end, opening.mark)))
  }

  it('finds the end, and reads from before it', () => {
    const opening = looking(2, 10)
    expect(opening.start).toBe(6)
    const step = take(opening, entry(6), entry(7), entry(8), entry(9), entry(10, 'm'))
    expect(numbers(step)).toEqual([8, 9])
    expect(step).toMatchObject({ place: { number: 7, fingerprint: 'f7' }, recovered: false })
  })

  it('looks further back when marks stand between them', () => {
    const step = take(looking(2, 10), entry(6, 'm'), entry(7), entry(8, 'm'), entry(9, 'm'), entry(10, 'm'))
    expect(again(step).start).toBe(0)
  })

  it('looks through ten thousand entries at most, and gives what it has found', () => {
    let opening = looking(2, 100_000)
    const starts: unknown[] = []
    for (;;) {
      starts.push(opening.start)
      const first = Number(opening.start)
      const marks = Array.from({ length: 100_000 - first }, (_, index) => entry(first + 1 + index, 'm'))
      const step = take(opening, entry(first), ...marks)
      if (step !== 'wait' && step.type === 'again') {
        opening = step.opening
        continue
      }
      expect(step).toMatchObject({ recovered: false })
      expect(numbers(step)).toEqual([90_000])
      break
    }
    expect(starts).toEqual([99_996, 99_960, 99_600, 96_000, 90_000])
  })

  it('gives the last ones of very many', () => {
    const all = Array.from({ length: 17 }, (_, number) => entry(number))
    expect(numbers(take(looking(2, 16), ...all.slice(12)))).toEqual([15, 16])
    expect(numbers(take(looking(8, 16), ...all))).toEqual([9, 10, 11, 12, 13, 14, 15, 16])
  })

  it('is content with fewer where the stream begins, or retention took the rest', () => {
    expect(numbers(take(looking(9, 2), entry(0), entry(1, 'm'), entry(2, 'm')))).toEqual([0])
    expect(numbers(take(looking(2, 20), entry(19), entry(20, 'm')))).toEqual([19])
  })

  it('replays what came behind the end, where the end itself is gone', () => {
    expect(numbers(take(looking(2, 20), entry(25)))).toEqual([25])
  })

  it('starts at the end where there is none', () => {
    expect(take(looking(2, 0), entry(0, 'm'))).toMatchObject({ place: { number: 0 }, replay: [] })
  })
})
