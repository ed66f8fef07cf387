import { expect, it } from 'vitest'
import { sentencesOf } from './announcement.ts'
import type { Announcement } from './announcement.ts'

const said = (text: string): Announcement => ({ text, burst: (count) => `${count} new messages` })

it('says one message whole', () => {
  expect(sentencesOf([said('Ada: hello')])).toEqual(['Ada: hello'])
})

it('says how many when several came together, and nothing when none did', () => {
  expect(sentencesOf([1, 2, 3, 4, 5].map((each) => said(`Ada: ${each}`)))).toEqual(['5 new messages'])
  expect(sentencesOf([])).toEqual([])
})

it('never counts a failure among new messages, and says the same failure once', () => {
  const failure: Announcement = { text: 'Not sent: hi' }
  expect(sentencesOf([said('Ada: 1'), failure, said('Ada: 2'), failure])).toEqual(['2 new messages', 'Not sent: hi'])
})

it('cuts a sentence after 140 characters, never within one, and puts it on one line', () => {
  const [sentence = ''] = sentencesOf([said(`Ada: ${'👍🏽'.repeat(200)}`)])
  expect(Array.from(sentence)).toHaveLength(140)
  expect(encodeURIComponent(sentence)).toMatch(/%E2%80%A6$/)
  expect(sentencesOf([said('Ada: a\n\n  b')])).toEqual(['Ada: a b'])
})
