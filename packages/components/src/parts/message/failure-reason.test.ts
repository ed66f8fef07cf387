import { RealtimeError } from '@herenow/react'
import { describe, expect, it } from 'vitest'
import { arabic } from '../../strings/arabic.ts'
import { english } from '../../strings/english.ts'
import { japanese } from '../../strings/japanese.ts'
import { failureReason } from './failure-reason.ts'

const failed = (code: RealtimeError['code'], origin: RealtimeError['origin'] = 'server') => ({
  error: new RealtimeError({ code, message: 'Only moderators may post links.', origin }),
})

describe('the reason of a failed message', () => {
  it('is told in the words of the reader, whatever the code says to programs', () => {
    const reasons = [english, arabic, japanese].map((strings) =>
      failureReason(failed('forbidden'), strings.failureReasons),
    )
    expect(reasons).toEqual(['You may not write here.', 'لا يُسمح لك بالكتابة هنا.', 'ここには書き込めません。'])
  })

  it("is the server's own text where there are no words for its code", () => {
    expect(failureReason(failed('rejected'), english.failureReasons)).toBe('Only moderators may post links.')
    expect(failureReason(failed('rejected', 'client'), english.failureReasons)).toBe('')
  })

  it('can be said differently, and is left out where nothing is known', () => {
    expect(failureReason(failed('forbidden'), { forbidden: 'Ask Ada.' })).toBe('Ask Ada.')
    expect(failureReason({}, english.failureReasons)).toBe('')
  })
})
