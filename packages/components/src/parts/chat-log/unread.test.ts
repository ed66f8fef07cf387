import { expect, it } from 'vitest'
import { messageAt, messagesFrom } from '../../../test/log-messages.ts'
import { arrivals, newestSentId } from './arrivals.ts'
import { countOwnSends } from './own-sends.ts'
import { look, nothingUnread } from './unread.ts'
import type { Look } from './unread.ts'

const base: Look = {
  messages: messagesFrom(1, 10),
  isLoaded: true,
  isAway: false,
  ownClientId: 'ada',
  unreadAfterId: null,
}
const after = (...looks: readonly Partial<Look>[]) =>
  looks.reduce<{ unread: typeof nothingUnread; last: Look }>(
    ({ unread, last }, changes) => {
      const next = { ...last, ...changes }
      return { unread: look(unread, next), last: next }
    },
    { unread: nothingUnread, last: base },
  ).unread
const mine = messageAt(99, { id: 'mine', clientId: 'ada', status: 'sending' })

it('counts what others say while the reader is away, behind a line that stays where they left', () => {
  const unread = after({}, { isAway: true }, { messages: messagesFrom(1, 12) }, { messages: messagesFrom(1, 14) })
  expect(unread).toMatchObject({ count: 4, dividerAfterId: 'message-10' })
})

it('keeps the line and forgets the number when the reader is back, and moves it when they leave again', () => {
  const away = [{}, { isAway: true }, { messages: messagesFrom(1, 12) }]
  expect(after(...away, { isAway: false })).toMatchObject({ count: 0, dividerAfterId: 'message-10' })
  const again = [...away, { isAway: false, messages: messagesFrom(1, 15) }, { isAway: true }]
  expect(after(...again)).toMatchObject({ count: 0, dividerAfterId: 'message-10' })
  expect(after(...again, { messages: messagesFrom(1, 16) })).toMatchObject({ count: 1, dividerAfterId: 'message-15' })
})

it('draws no line while the reader follows, for older pages, or for what we say ourselves', () => {
  expect(after({}, { messages: messagesFrom(1, 20) })).toMatchObject({ count: 0, dividerAfterId: null })
  expect(after({}, { isAway: true }, { messages: messagesFrom(-50, 10) })).toMatchObject({
    count: 0,
    dividerAfterId: null,
  })
  expect(after({}, { isAway: true }, { messages: [...base.messages, mine] })).toMatchObject({
    count: 0,
    dividerAfterId: null,
  })
})

it('counts what is put before our own message that is still on its way', () => {
  const messages = [...messagesFrom(1, 12), mine]
  expect(after({ messages: [...base.messages, mine] }, { isAway: true }, { messages })).toMatchObject({ count: 2 })
})

it('counts nothing of the first page, and takes the line of another time once', () => {
  const first = { messages: [], isLoaded: false, isAway: true }
  expect(after(first, { messages: base.messages, isLoaded: true })).toMatchObject({ count: 0 })
  const given = after({ unreadAfterId: 'message-4' }, { unreadAfterId: 'message-9' })
  expect(given.dividerAfterId).toBe('message-4')
})

it('is the same object when nothing changed', () => {
  const unread = after({})
  expect(look(unread, base)).toBe(unread)
})

it('begins anew with a log that is loaded once more, and rests there', () => {
  const looks: readonly Partial<Look>[] = [{}, { isAway: true }, { messages: messagesFrom(1, 12) }]
  const another = { messages: [], isLoaded: false }
  const unread = after(...looks, another)
  expect(unread).toMatchObject({ newestId: undefined, count: 0, dividerAfterId: null })
  expect(look(unread, { ...base, ...another, isAway: true })).toBe(unread)
})

it('finds what came after the newest message, and nothing in another log', () => {
  expect(newestSentId([...base.messages, mine])).toBe('message-10')
  expect(arrivals(messagesFrom(1, 12), 'message-10', 'ada').messages.map(({ id }) => id)).toEqual([
    'message-11',
    'message-12',
  ])
  expect(arrivals(messagesFrom(50, 60), 'message-10', 'ada').messages).toEqual([])
  expect(arrivals(messagesFrom(1, 2), null, 'ada')).toMatchObject({ afterId: null, messages: { length: 2 } })
})

it('notices when we speak, once, and not when history shows that we did', () => {
  const start = { messages: base.messages, count: 0 }
  const said = countOwnSends(start, [...base.messages, mine], 'ada', true)
  expect(said.count).toBe(1)
  expect(countOwnSends(said, [...base.messages, { ...mine, status: 'sent' }], 'ada', true).count).toBe(1)
  expect(countOwnSends(start, messagesFrom(1, 11), 'ada', true).count).toBe(0)
  expect(countOwnSends({ messages: [], count: 0 }, [mine], 'ada', false).count).toBe(0)
  expect(countOwnSends({ messages: [], count: 0 }, [mine], 'ada', true).count).toBe(1)
  expect(countOwnSends(start, [{ ...mine, id: 'old' }, ...base.messages], 'ada', true).count).toBe(0)
})
