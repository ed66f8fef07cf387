import { receivedMessage } from '@herenow/testing'
import type { Message } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { describe, expect, it } from 'vitest'
import type { ComparePositions, LogModel } from './log-model.ts'
import { createLogModel } from './log-model.ts'

const compare: ComparePositions = (a, b) =>
  a.epoch === b.epoch ? (Math.sign(Number(a.offset) - Number(b.offset)) as -1 | 0 | 1) : null

const shown = (model: LogModel): string[] => model.list().map(({ id, status }) => `${id} ${status}`)
const pending = (id: string): Message => ({ ...receivedMessage(null, { id }), status: 'sending' })
const receipt = (id: string, offset: number): Parameters<LogModel['confirm']>[0] => ({
  id,
  position: { epoch: 'e', offset },
  timestamp: 5,
  duplicate: false,
})
const timeout = new RealtimeError({ code: 'timeout', message: 'late' })

describe('LogModel', () => {
  it('shows received messages first, then confirmed ones, then those under way', () => {
    const model = createLogModel(compare)
    model.addPending(pending('x'))
    model.addPending(pending('y'))
    model.append(receivedMessage(1))
    model.confirm(receipt('y', 2))
    expect(shown(model)).toEqual(['m1 sent', 'y sent', 'x sending'])
  })

  it('shows an own message once, whether the echo or the receipt comes first', () => {
    const model = createLogModel(compare)
    model.addPending(pending('x'))
    model.append(receivedMessage(1, { id: 'x' }))
    model.confirm(receipt('x', 1))
    model.addPending(pending('y'))
    model.confirm(receipt('y', 2))
    model.append(receivedMessage(2, { id: 'y' }))
    expect(shown(model)).toEqual(['x sent', 'y sent'])
  })

  it('puts a confirmed message at its place when a later one is received first', () => {
    const model = createLogModel(compare)
    model.addPending(pending('x'))
    model.confirm(receipt('x', 2))
    model.append(receivedMessage(1))
    model.append(receivedMessage(3))
    expect(shown(model)).toEqual(['m1 sent', 'x sent', 'm3 sent'])
  })

  it('puts a confirmed message before later ones that were received first, also when its answer comes late', () => {
    const model = createLogModel(compare)
    for (const id of ['x', 'y']) model.addPending(pending(id))
    model.append(receivedMessage(5))
    model.confirm(receipt('y', 4))
    model.confirm(receipt('x', 2))
    expect(shown(model)).toEqual(['x sent', 'y sent', 'm5 sent'])
  })

  it('keeps the order when a message from elsewhere is received only after the next attach', () => {
    const model = createLogModel(compare)
    model.append(receivedMessage(4))
    model.addPending(pending('x'))
    model.confirm(receipt('x', 7))
    for (const offset of [5, 6]) model.append(receivedMessage(offset))
    expect(shown(model)).toEqual(['m4 sent', 'm5 sent', 'm6 sent', 'x sent'])
    model.append(receivedMessage(7, { id: 'x' }))
    expect(shown(model)).toEqual(['m4 sent', 'm5 sent', 'm6 sent', 'x sent'])
  })

  it('orders messages by positions alone, whatever the clocks of publishers say', () => {
    const model = createLogModel(compare)
    model.addPending({ ...pending('x'), timestamp: 9_999_999 })
    model.append(receivedMessage(1, { timestamp: 3_600_000 }))
    model.append(receivedMessage(3, { timestamp: 0 }))
    model.confirm(receipt('x', 2))
    model.prepend([receivedMessage(0, { timestamp: 7_200_000 })])
    expect(shown(model)).toEqual(['m0 sent', 'm1 sent', 'x sent', 'm3 sent'])
  })

  it('leaves out an own message that belongs to an older page than those that are read', () => {
    const model = createLogModel(compare)
    model.addPending(pending('m1'))
    model.confirm(receipt('m1', 1))
    model.prepend([receivedMessage(4), receivedMessage(5)])
    expect(shown(model)).toEqual(['m4 sent', 'm5 sent'])
    model.prepend([1, 2, 3].map((offset) => receivedMessage(offset)))
    expect(shown(model)).toEqual(['m1 sent', 'm2 sent', 'm3 sent', 'm4 sent', 'm5 sent'])
  })

  it('keeps an unstored own message after the messages that were there when it was confirmed', () => {
    const model = createLogModel(compare)
    model.append(receivedMessage(1))
    model.addPending(pending('x'))
    model.confirm({ ...receipt('x', 0), position: null })
    model.append(receivedMessage(2))
    expect(shown(model)).toEqual(['m1 sent', 'x sent', 'm2 sent'])
  })

  it('shows a failed message as sent when it turns out that the service has it', () => {
    const model = createLogModel(compare)
    model.addPending(pending('x'))
    expect(model.fail('x', timeout)).toBe(true)
    expect(shown(model)).toEqual(['x failed'])
    model.confirm(receipt('x', 1))
    expect(model.list()).toMatchObject([{ id: 'x', status: 'sent', position: { offset: 1 } }])
    expect(model.list()[0]?.error).toBeUndefined()
    expect(model.fail('x', timeout)).toBe(false)
  })

  it('merges a page of history with what is there, each id once', () => {
    const model = createLogModel(compare)
    model.append(receivedMessage(5))
    model.addPending(pending('m4'))
    model.prepend([receivedMessage(3), receivedMessage(4), receivedMessage(5)])
    expect(shown(model)).toEqual(['m3 sent', 'm4 sent', 'm5 sent'])
    expect(model.oldest()).toEqual({ epoch: 'e', offset: 3 })
  })

  it('drops the oldest messages, but never our unsent ones', () => {
    const model = createLogModel(compare)
    model.addPending(pending('x'))
    model.addPending(pending('y'))
    model.fail('y', timeout)
    for (let offset = 1; offset <= 5; offset += 1) model.append(receivedMessage(offset))
    expect(model.trim(2)).toBe(true)
    expect(shown(model)).toEqual(['m4 sent', 'm5 sent', 'x sending', 'y failed'])
    expect(model.trim(2)).toBe(false)
  })

  it('takes back a page that had been dropped', () => {
    const model = createLogModel(compare)
    for (let offset = 1; offset <= 3; offset += 1) model.append(receivedMessage(offset))
    model.trim(1)
    model.prepend([receivedMessage(1), receivedMessage(2)])
    expect(shown(model)).toEqual(['m1 sent', 'm2 sent', 'm3 sent'])
  })

  it('shows two gaps with no message between them as one mark, and drops the mark with its message', () => {
    const model = createLogModel(compare)
    model.append(receivedMessage(1))
    expect(model.addGap()).toMatchObject({ afterId: 'm1' })
    expect(model.addGap()).toBeNull()
    model.append(receivedMessage(7))
    expect(model.addGap()).toMatchObject({ afterId: 'm7' })
    model.append(receivedMessage(9))
    expect(model.gaps).toHaveLength(2)
    model.trim(2)
    expect(model.gaps).toMatchObject([{ afterId: 'm7' }])
  })

  it('keeps a mark where it was when older pages come before it', () => {
    const model = createLogModel(compare)
    model.addGap()
    model.append(receivedMessage(7))
    model.prepend([receivedMessage(2), receivedMessage(3)])
    expect(model.gaps).toMatchObject([{ afterId: 'm3' }])
    model.prepend([receivedMessage(1)])
    expect(model.gaps).toMatchObject([{ afterId: 'm3' }])
  })
})
