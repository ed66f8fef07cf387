import { expect, it } from 'vitest'
import { messageAt, messagesFrom } from '../../../test/log-messages.ts'
import { look, noProgress } from './log-progress.ts'
import type { LogProgress, Look } from './log-progress.ts'

const base: Look = {
  messages: messagesFrom(1, 10),
  isLoaded: true,
  isAway: false,
  ownClientId: 'ada',
  unreadAfterId: null,
}

/** What is known after several looks; each keeps what the one before saw, but for what it says. */
const after = (...looks: readonly Partial<Look>[]): LogProgress =>
  looks.reduce<{ progress: LogProgress; last: Look }>(
    ({ progress, last }, changes) => {
      const next = { ...last, ...changes }
      return { progress: look(progress, next), last: next }
    },
    { progress: noProgress, last: base },
  ).progress
const idsOfNews = (...looks: readonly Partial<Look>[]) => after(...looks).news.map(({ id }) => id)
const mine = messageAt(99, { id: 'mine', clientId: 'ada', status: 'sending' })

it('counts what others say while the reader is away, behind a line that stays where they left', () => {
  const progress = after({}, { isAway: true }, { messages: messagesFrom(1, 12) }, { messages: messagesFrom(1, 14) })
  expect(progress).toMatchObject({ unreadCount: 4, dividerAfterId: 'message-10' })
})

it('keeps the line and forgets the number when the reader is back, and moves it when they leave again', () => {
  const away = [{}, { isAway: true }, { messages: messagesFrom(1, 12) }]
  expect(after(...away, { isAway: false })).toMatchObject({ unreadCount: 0, dividerAfterId: 'message-10' })
  const again = [...away, { isAway: false, messages: messagesFrom(1, 15) }, { isAway: true }]
  expect(after(...again)).toMatchObject({ unreadCount: 0, dividerAfterId: 'message-10' })
  expect(after(...again, { messages: messagesFrom(1, 16) })).toMatchObject({
    unreadCount: 1,
    dividerAfterId: 'message-15',
  })
})

it('draws no line while the reader follows, for older pages, or for what we say ourselves', () => {
  const none = { unreadCount: 0, dividerAfterId: null }
  expect(after({}, { messages: messagesFrom(1, 20) })).toMatchObject(none)
  expect(after({}, { isAway: true }, { messages: messagesFrom(-50, 10) })).toMatchObject(none)
  expect(after({}, { isAway: true }, { messages: [...base.messages, mine] })).toMatchObject(none)
})

it('counts what is put before our own message that is still on its way', () => {
  const messages = [...messagesFrom(1, 12), mine]
  const counted = after({ messages: [...base.messages, mine] }, { isAway: true }, { messages })
  expect(counted).toMatchObject({ unreadCount: 2, dividerAfterId: 'message-10' })
})

it('counts nothing of the first page, and takes the line of another time once', () => {
  const first = { messages: [], isLoaded: false, isAway: true }
  expect(after(first, { messages: base.messages, isLoaded: true })).toMatchObject({ unreadCount: 0, news: [] })
  const given = after({ unreadAfterId: 'message-4' }, { unreadAfterId: 'message-9' })
  expect(given.dividerAfterId).toBe('message-4')
})

it('is the same object when nothing changed', () => {
  const progress = after({})
  expect(look(progress, base)).toBe(progress)
})

it('begins anew with a log that is loaded once more, and rests there', () => {
  const looks: readonly Partial<Look>[] = [{}, { isAway: true }, { messages: messagesFrom(1, 12) }]
  const another = { messages: [], isLoaded: false }
  const progress = after(...looks, another)
  expect(progress).toMatchObject({ newestId: undefined, unreadCount: 0, dividerAfterId: null, news: [] })
  expect(look(progress, { ...base, ...another, isAway: true })).toBe(progress)
})

it('tells what came after the newest message, once, and nothing of another log', () => {
  expect(after({ messages: [...base.messages, mine] }).newestId).toBe('message-10')
  const came = { messages: messagesFrom(1, 12) }
  expect(idsOfNews({}, came)).toEqual(['message-11', 'message-12'])
  expect(idsOfNews({}, came, { isAway: true })).toEqual([])
  expect(idsOfNews({}, { messages: messagesFrom(50, 60) })).toEqual([])
  expect(idsOfNews({ messages: [] }, { messages: messagesFrom(1, 2) })).toEqual(['message-1', 'message-2'])
})

it('tells of a message of ours that failed, once, and again when it failed again', () => {
  const own = (status: 'sending' | 'failed') => ({ messages: [...base.messages, { ...mine, status }] })
  expect(idsOfNews(own('sending'), own('failed'))).toEqual(['mine'])
  expect(idsOfNews(own('sending'), own('failed'), own('failed'))).toEqual([])
  expect(idsOfNews(own('sending'), own('failed'), own('sending'), own('failed'))).toEqual(['mine'])
  expect(idsOfNews(own('failed'))).toEqual([])
})

it('notices when we speak, once, and not when history shows that we did', () => {
  const sends = (...looks: readonly Partial<Look>[]) => after(...looks).ownSends
  const said = { messages: [...base.messages, mine] }
  expect(sends({}, said)).toBe(1)
  expect(sends({}, said, { messages: [...base.messages, { ...mine, status: 'sent' }] })).toBe(1)
  expect(sends({}, { messages: messagesFrom(1, 11) })).toBe(0)
  expect(sends({ messages: [], isLoaded: false }, { messages: [mine], isLoaded: true })).toBe(0)
  expect(sends({ messages: [] }, { messages: [mine] })).toBe(1)
  expect(sends({}, { messages: [{ ...mine, id: 'old' }, ...base.messages] })).toBe(0)
})
