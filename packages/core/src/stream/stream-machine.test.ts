import type { HistoryQuery, Position, ReceivedMessage } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { receivedMessage } from '@herenow/testing'
import { expect, it } from 'vitest'
import { compare } from '../../test/stream-service.ts'
import type { StreamEvent } from './stream-event.ts'
import type { StreamMachine } from './stream-machine.ts'
import { createStreamMachine } from './stream-machine.ts'
import { defaultStreamLimits } from './stream-rules.ts'

const at = (offset: number, epoch = 'e'): Position => ({ epoch, offset })

interface Attach {
  readonly recovered?: boolean
  readonly since?: Position
  readonly continues?: Position | undefined
}

function setup(limits: Partial<typeof defaultStreamLimits> = {}, isShown = (_id: string): boolean => false) {
  const machine = createStreamMachine({ compare, isShown, limits: { ...defaultStreamLimits, ...limits } })
  let question: HistoryQuery | undefined
  /** Tells an event. Returns the ids that were handed on, and the other decisions by their type. */
  const tell = (event: StreamEvent): readonly string[] =>
    Array.from(machine.decide(event), (decision) => {
      if (decision.type === 'read') question = decision.query
      return decision.type === 'message' ? decision.message.id : decision.type
    })
  const attach = (position: Position, { recovered = false, since = at(0), continues }: Attach = {}) => {
    const attached = { type: 'attached', channel: 'room', position, recovered, continues } as const
    return tell({ type: 'attached', attached, since, hasHistory: true })
  }
  const receive = (...messages: readonly ReceivedMessage[]): readonly string[] =>
    messages.flatMap((message) => tell({ type: 'message', message }))
  /** The service refuses a page for now. Returns how long to wait at most. */
  const refuse = (): number => {
    if (!question) throw new Error('nothing was asked')
    const error = new RealtimeError({ code: 'timeout', message: 'Not now.', retryable: true })
    const [decision] = machine.decide({ type: 'read-failed', query: question, error, isConnected: true })
    return decision?.type === 'wait' ? decision.pause.step : 0
  }
  const asked = (): HistoryQuery | undefined => question
  const read = (items: readonly ReceivedMessage[], isLast: boolean): readonly string[] => {
    if (!question) throw new Error('nothing was asked')
    const next: HistoryQuery | null = isLast ? null : { limit: 1, direction: 'forwards' }
    return tell({ type: 'page-read', query: question, page: { items, next, complete: true } })
  }
  return { machine, tell, attach, receive, read, refuse, asked }
}

const standing = ({ positions: { current, attach, start } }: StreamMachine) => ({ current, attach, start })

it('drops an id as long as it is remembered, and no longer', () => {
  const { receive } = setup({ rememberedIds: 2 })
  const [one, two, three] = [receivedMessage(1), receivedMessage(2), receivedMessage(3)]
  expect(receive(one, two, one)).toEqual(['m1', 'm2'])
  expect(receive(three, two, one)).toEqual(['m3', 'm1'])
})

it('knows where the first attach began, since where live messages came without a hole, and how far it has got', () => {
  const { machine, attach, receive, read } = setup()
  attach(at(5), { since: at(3) })
  expect(standing(machine)).toEqual({ current: at(3), attach: at(5), start: at(3) })
  read([receivedMessage(4), receivedMessage(5)], true)
  receive(receivedMessage(6))
  attach(at(6), { recovered: true })
  expect(standing(machine)).toEqual({ current: at(6), attach: at(5), start: at(3) })
  attach(at(9))
  expect(standing(machine)).toEqual({ current: at(6), attach: at(9), start: at(3) })
  machine.reset()
  expect(standing(machine)).toEqual({ current: null, attach: null, start: null })
})

it('stands at a recovered attach when it is the first', () => {
  const { machine, attach } = setup()
  attach(at(4), { recovered: true })
  expect(standing(machine)).toEqual({ current: at(4), attach: at(4), start: at(4) })
})

it('stands after a gap that was given up before its mark is set, as a listener of the mark may leave', () => {
  const { machine, attach } = setup()
  attach(at(0), { recovered: true })
  const event = { type: 'gap', until: at(5), hasHistory: false } as const
  for (const { type } of machine.decide(event)) {
    expect([type, machine.positions.current]).toEqual(['missing', at(5)])
    machine.stop()
  }
  expect(machine.positions.current).toEqual(at(5))
})

it('stands after a gap that was healed although history has nothing there', () => {
  const { machine, attach, read } = setup()
  attach(at(0), { recovered: true })
  attach(at(3))
  expect(read([], true)).toEqual([])
  expect(machine.positions.current).toEqual(at(3))
})

it('stands at the newest message that was buffered while a gap was healed, and not at the end of the gap', () => {
  const { machine, attach, receive, read } = setup()
  attach(at(0), { recovered: true })
  attach(at(2))
  receive(receivedMessage(3))
  expect(read([receivedMessage(1), receivedMessage(2)], true)).toEqual(['m1', 'm2', 'm3'])
  expect(machine.positions.current).toEqual(at(3))
})

it.each([
  ['messages', { healedMessages: 2 }],
  ['bytes', { healedBytes: 8 }],
])('reads a bounded number of %s to heal a gap, and declares the rest', (_, limits) => {
  const { attach, read } = setup(limits)
  attach(at(0), { recovered: true })
  attach(at(9))
  expect(read([receivedMessage(1, { data: 'ab' })], false)).toEqual(['m1', 'read'])
  expect(read([receivedMessage(2, { data: 'ab' })], false)).toEqual(['m2', 'missing'])
})

it('forgets what it buffered and asked when it is stopped', () => {
  const { machine, attach, receive, read } = setup()
  attach(at(0), { recovered: true })
  attach(at(2))
  receive(receivedMessage(3))
  machine.stop()
  expect(read([receivedMessage(1), receivedMessage(2)], true)).toEqual([])
  expect([receive(receivedMessage(4)), machine.positions.current]).toEqual([['m4'], at(4)])
})

it('stands at the newest message, whatever is repeated', () => {
  const { machine, attach, receive } = setup()
  attach(at(0), { recovered: true })
  receive(receivedMessage(1), receivedMessage(2), receivedMessage(1))
  expect(machine.positions.current).toEqual(at(2))
  receive(receivedMessage(3, { id: 'm2' }))
  expect(machine.positions.current).toEqual(at(3))
})

it.each([
  ['what it handed on', at(12), at(10, 'f')],
  ['what the new epoch has of the old', at(8), at(8, 'f')],
])('reads on after %s when one epoch continues another, also after one more gap', (_, continues, after) => {
  const { attach, receive, tell, asked } = setup()
  attach(at(9), { recovered: true })
  receive(receivedMessage(10))
  expect(attach(at(13, 'f'), { continues })).toEqual(['missing', 'read'])
  expect(asked()?.after).toEqual(after)
  expect(tell({ type: 'gap', until: at(15, 'f'), hasHistory: true })).toEqual(['read'])
  expect(asked()?.after).toEqual(after)
})

it('reads on where a page says that history goes on, also when the page is empty', () => {
  const { machine, attach, tell, asked } = setup({ emptyPages: 1 })
  attach(at(0), { recovered: true })
  attach(at(9))
  const turn = (items: readonly ReceivedMessage[], after: Position | undefined): readonly string[] => {
    const query = asked()
    if (!query) throw new Error('nothing was asked')
    const next: HistoryQuery = { limit: 1, direction: 'forwards', after }
    return tell({ type: 'page-read', query, page: { items, next, complete: true } })
  }
  expect([turn([], at(4)), asked()?.after]).toEqual([['read'], at(4)])
  expect([turn([receivedMessage(5)], at(7)), asked()?.after]).toEqual([['m5', 'read'], at(7)])
  // It repeats the question, or says nothing: the page's own end counts.
  expect([turn([receivedMessage(8)], at(7)), asked()?.after]).toEqual([['m8', 'read'], at(8)])
  expect([turn([], undefined), asked()?.after]).toEqual([['read'], at(8)])
  expect(machine.positions.current).toEqual(at(8))
})

it('waits longer for each refusal in a row, and begins anew after a page and after an attach', () => {
  const { attach, read, refuse } = setup()
  attach(at(0), { recovered: true })
  attach(at(9))
  expect([refuse(), refuse(), refuse()]).toEqual([500, 1_000, 2_000])
  read([receivedMessage(1)], false)
  expect([refuse(), refuse()]).toEqual([500, 1_000])
  expect(attach(at(9), { recovered: true })).toEqual(['read'])
  expect(refuse()).toBe(500)
})

it('goes on with healing after an attach at its own position', () => {
  const { attach, read, receive } = setup()
  attach(at(0), { recovered: true })
  attach(at(1))
  expect(read([receivedMessage(1)], false)).toEqual(['m1', 'read'])
  expect(attach(at(1))).toEqual(['read'])
  expect([receive(receivedMessage(2)), read([], true)]).toEqual([[], ['m2']])
})

it('keeps a message that is not stored where it came when history no longer reaches the gap behind it', () => {
  const { attach, receive, tell, asked } = setup()
  attach(at(0), { recovered: true })
  attach(at(1))
  receive(receivedMessage(2), receivedMessage(null, { id: 'unstored' }))
  tell({ type: 'gap', until: at(4), hasHistory: true })
  const query = asked()
  if (!query) throw new Error('nothing was asked')
  const page = { items: [receivedMessage(4)], next: null, complete: false }
  expect(tell({ type: 'page-read', query, page })).toEqual(['missing', 'm2', 'unstored', 'missing', 'm4'])
})

it('hands on nothing of a new epoch that stands before a hole of its history', () => {
  const { attach, receive, read, tell, asked } = setup()
  attach(at(0), { recovered: true })
  receive(receivedMessage(1))
  attach(at(5, 'f'))
  expect(read([receivedMessage(2, { epoch: 'f' })], false)).toEqual(['read'])
  const query = asked()
  if (!query) throw new Error('nothing was asked')
  const page = { items: [receivedMessage(5, { epoch: 'f' })], next: null, complete: false }
  expect(tell({ type: 'page-read', query, page })).toEqual(['missing', 'm5'])
})

it('hands on nothing of a new epoch that the log shows, or that stands before it', () => {
  const { attach, read } = setup({}, (id) => id === 'm9')
  attach(at(9), { recovered: true })
  attach(at(10, 'f'))
  const epoch = [8, 9, 10].map((offset) => receivedMessage(offset, { epoch: 'f' }))
  expect(read(epoch, true)).toEqual(['m10'])
})
