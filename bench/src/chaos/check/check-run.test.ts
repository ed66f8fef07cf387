import { expect, it } from 'vitest'
import { messageKey } from '../message-key.ts'
import type { HeardChannel, PublishedMessage, RunRecord, StoredMessage } from '../record.ts'
import { checkRun } from './check-run.ts'

// A checker that can't fail is worth nothing: every way in which a run can break a promise is made by hand here.

const a = [1, 2, 3, 4].map((sequence) => messageKey(1, sequence))
const b = [1, 2].map((sequence) => messageKey(2, sequence))
const [a1 = 0, a2 = 0, a3 = 0, a4 = 0] = a
const [b1 = 0, b2 = 0] = b

function stored(...keys: readonly number[]): StoredMessage[] {
  return keys.map((key, index) => ({ key, offset: index + 1 }))
}

function confirmed(key: number, offset: number): PublishedMessage {
  return { key, outcome: 'confirmed', offset, epoch: 'e' }
}

function heard(messages: readonly StoredMessage[], changes: Partial<HeardChannel> = {}): HeardChannel {
  const keys = messages.map(({ key }) => key)
  return { keys, offsets: messages.map(({ offset }) => offset), gaps: [], log: keys, unsent: [], ...changes }
}

const history = stored(a1, b1, a2, a3, b2)
const published = history.map(({ key, offset }) => confirmed(key, offset))

interface Story {
  readonly history?: readonly StoredMessage[]
  readonly published?: readonly PublishedMessage[]
  readonly heard?: HeardChannel
  readonly epochs?: readonly string[]
  readonly seen?: readonly (readonly [string, number])[]
  readonly mishaps?: readonly string[]
}

function recordOf(story: Story): RunRecord {
  return {
    published: new Map([['room', story.published ?? published]]),
    stored: new Map([['room', story.history ?? history]]),
    heard: new Map([['ana', new Map([['room', story.heard ?? heard(history)]])]]),
    epochs: new Map([['room', new Set(story.epochs ?? ['e'])]]),
    present: new Set(['ana', 'ben']),
    seen: new Map([
      [
        'ana',
        new Map(
          story.seen ?? [
            ['ana', 1],
            ['ben', 1],
          ],
        ),
      ],
    ]),
    mishaps: story.mishaps ?? [],
  }
}

function found(story: Story): readonly string[] {
  return checkRun(recordOf(story), 'room').map(({ promise, what, who }) => `${promise} ${what} (${who})`)
}

it('finds nothing in a run that kept every promise', () => {
  expect(found({})).toEqual([])
})

it('finds nothing wrong with a log that shows the newest only', () => {
  expect(found({ heard: heard(history, { log: [a3, b2] }) })).toEqual([])
})

it('finds nothing wrong with a message of unknown fate, there or not', () => {
  const unknown: PublishedMessage = { key: a4, outcome: 'unknown', offset: 0, epoch: '' }
  const there = [...history, { key: a4, offset: 6 }]
  expect(found({ published: [...published, unknown] })).toEqual([])
  expect(found({ published: [...published, unknown], history: there, heard: heard(there) })).toEqual([])
})

it.each<[string, Story, readonly string[]]>([
  ['a confirmed message that history lacks', { published: [...published, confirmed(a4, 6)] }, ['1 lost (server)']],
  [
    'a confirmed message at another place than its receipt says',
    { published: published.map((it) => (it.key === b2 ? confirmed(b2, 9) : it)) },
    ['1 wrong position (server)'],
  ],
  [
    'a refused message that is stored all the same',
    { published: published.map((it): PublishedMessage => (it.key === b2 ? { ...it, outcome: 'failed' } : it)) },
    ['1 made up (server)'],
  ],
  [
    'a message of unknown fate that is stored twice',
    {
      published: [...published, { key: a4, outcome: 'unknown', offset: 0, epoch: '' }],
      history: [...history, { key: a4, offset: 6 }, { key: a4, offset: 7 }],
      heard: heard([...history, { key: a4, offset: 6 }]),
    },
    ['2 doubled (server)'],
  ],
  [
    'a message that nobody published',
    { history: [...history, { key: b2 + 1, offset: 6 }], heard: heard([...history, { key: b2 + 1, offset: 6 }]) },
    ['1 made up (server)'],
  ],
  [
    'two messages of one publisher in the wrong order',
    {
      history: stored(a2, a1),
      published: [confirmed(a1, 2), confirmed(a2, 1)],
      heard: heard(stored(a2, a1)),
    },
    ['3 out of order (server)'],
  ],
  [
    'history whose offsets go back',
    {
      history: [
        { key: a1, offset: 2 },
        { key: b1, offset: 1 },
      ],
      published: [confirmed(a1, 2), confirmed(b1, 1)],
      heard: heard([
        { key: b1, offset: 1 },
        { key: a1, offset: 2 },
      ]),
    },
    ['3 out of order (server)'],
  ],
  [
    'a message that a subscriber heard twice',
    { heard: heard(history, { keys: [a1, b1, a2, a2, a3, b2], offsets: [1, 2, 3, 3, 4, 5], log: [a3, b2] }) },
    ['2 doubled (ana)'],
  ],
  [
    'messages that a subscriber heard in another order',
    { heard: heard(history, { keys: [a1, a2, b1, a3, b2], offsets: [1, 3, 2, 4, 5], log: [a3, b2] }) },
    ['3 out of order (ana)'],
  ],
  [
    'a message that a subscriber heard at another position',
    { heard: heard(history, { offsets: [1, 2, 3, 4, 6] }) },
    ['3 wrong position (ana)'],
  ],
  [
    'a message that a subscriber heard and history lacks',
    { heard: heard([...history, { key: a4, offset: 6 }]) },
    ['1 made up (ana)'],
  ],
  [
    'a hole in what a subscriber heard',
    { heard: heard(history.filter(({ key }) => key !== a2)) },
    ['5 unmarked gap (ana)', '4 lost (ana)'],
  ],
  [
    'an end that a subscriber never heard',
    { heard: heard(history.slice(0, 3)) },
    ['5 unmarked gap (ana)', '4 lost (ana)'],
  ],
  [
    'a hole that a gap stands for, where none is due',
    {
      heard: heard(
        history.filter(({ key }) => key !== a2),
        { gaps: [2] },
      ),
    },
    ['5 marked gap (ana)'],
  ],
  [
    'a hole whose gap was declared elsewhere',
    {
      heard: heard(
        history.filter(({ key }) => key !== a2),
        { gaps: [1] },
      ),
    },
    ['5 unmarked gap (ana)', '4 lost (ana)', '5 marked gap (ana)'],
  ],
  [
    'a log that shows something else than listeners heard',
    { heard: heard(history, { log: [a3, b1] }) },
    ['6 log differs (ana)'],
  ],
  [
    'a log that shows more than listeners heard',
    { heard: heard(history, { log: [a4, ...history.map(({ key }) => key)] }) },
    ['6 log differs (ana)'],
  ],
  ['a log that shows nothing', { heard: heard(history, { log: [] }) }, ['6 log differs (ana)']],
  [
    'a message that is still under way at the end',
    { heard: heard(history, { unsent: [{ key: a4, error: null }] }) },
    ['7 left unsent (ana)'],
  ],
  ['an epoch that ended', { epochs: ['e', 'f'] }, ['4 epoch changed (server)']],
  [
    'somebody who is shown and gone',
    {
      seen: [
        ['ana', 1],
        ['ben', 1],
        ['cleo', 1],
      ],
    },
    ['8 ghost (ana)'],
  ],
  [
    'a connection that is shown and gone',
    {
      seen: [
        ['ana', 1],
        ['ben', 2],
      ],
    },
    ['8 ghost (ana)'],
  ],
  ['somebody who is there and not shown', { seen: [['ana', 1]] }, ['8 missing member (ana)']],
  ['an unhandled rejection', { mishaps: ['unhandled: oops'] }, ['13 mishap (run)']],
])('finds %s', (_, story, violations) => {
  expect(found(story)).toEqual(violations)
})

it('says why a message was left unsent', () => {
  const unsent = [
    { key: a4, error: null },
    { key: b2, error: 'timeout, No answer came.' },
  ]
  const violations = checkRun(recordOf({ heard: heard(history, { unsent }) }), 'room')
  expect(violations.map(({ details }) => details)).toEqual([
    `message ${a4} was never settled`,
    `message ${b2} failed: timeout, No answer came.`,
  ])
})
