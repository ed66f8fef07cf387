import { expect, it } from 'vitest'
import { enqueue, goOn, silence } from './announcement-queue.ts'
import type { Announcement } from './announcement-queue.ts'

const said = (text: string): Announcement => ({ kind: 'message', text, burst: (count) => `${count} new messages` })

it('says one message whole, at once', () => {
  expect(enqueue(silence, [said('Ada: hello')]).sentences).toEqual(['Ada: hello'])
})

it('says how many when several came together', () => {
  expect(
    enqueue(
      silence,
      [1, 2, 3, 4, 5].map((each) => said(`Ada: ${each}`)),
    ).sentences,
  ).toEqual(['5 new messages'])
})

it('lets a sentence have its time, and then says in one what came meanwhile', () => {
  const first = enqueue(silence, [said('Ada: 1')])
  const second = enqueue(first.state, [said('Ada: 2')])
  const third = enqueue(second.state, [said('Ada: 3')])
  expect([...second.sentences, ...third.sentences]).toEqual([])
  const later = goOn(third.state)
  expect(later.sentences).toEqual(['2 new messages'])
  const end = goOn(later.state)
  expect(end).toEqual({ state: silence, sentences: [] })
})

it('never counts a failure among new messages, and says the same failure once', () => {
  const failure: Announcement = { kind: 'notice', text: 'Not sent: hi' }
  expect(enqueue(silence, [said('Ada: 1'), failure, said('Ada: 2'), failure]).sentences).toEqual([
    '2 new messages',
    'Not sent: hi',
  ])
})

it('cuts a sentence after 140 characters, never within one, and puts it on one line', () => {
  const [sentence = ''] = enqueue(silence, [said(`Ada: ${'👍🏽'.repeat(200)}`)]).sentences
  expect(Array.from(sentence)).toHaveLength(140)
  expect(encodeURIComponent(sentence)).toMatch(/%E2%80%A6$/)
  expect(enqueue(silence, [said('Ada: a\n\n  b')]).sentences).toEqual(['Ada: a b'])
})
