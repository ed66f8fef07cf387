import { array, assert, boolean, constant, integer, oneof, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DesiredAttachment } from './desired-attachment.ts'
import { createDesiredAttachment } from './desired-attachment.ts'

interface NumberedPosition {
  readonly epoch: string
  readonly offset: number
}
type Desired = DesiredAttachment<NumberedPosition>

const plain = { since: null, rewind: null, presence: false }
const at = (offset: number, epoch = 'e'): NumberedPosition => ({ epoch, offset })
const create = (first: Partial<Parameters<typeof createDesiredAttachment<NumberedPosition>>[0]> = {}): Desired =>
  createDesiredAttachment<NumberedPosition>({ ...plain, ...first })

/** Somebody who waits, and what was heard. */
function waiting(desired: Desired, presence = false) {
  const heard: (string | undefined)[] = []
  const hasToAsk = desired.want(presence, (error) => heard.push(error?.message))
  return { heard, hasToAsk }
}

describe('asking the service', () => {
  it('is needed at first and after a lost request, and not while one is under way', () => {
    const desired = create()
    expect(waiting(desired).hasToAsk).toBe(true)
    desired.requested()
    expect(waiting(desired).hasToAsk).toBe(false)
    desired.lost()
    expect(waiting(desired).hasToAsk).toBe(true)
  })

  it('is needed again when presence is wanted, or no longer wanted, and the channel stays attached', () => {
    const desired = create()
    desired.attached(at(1), false)
    expect(waiting(desired, true).hasToAsk).toBe(true)
    desired.requested()
    expect([desired.status, desired.options.presence]).toEqual(['attached', true])
    expect(waiting(desired, false).hasToAsk).toBe(true)
  })

  it('starts where the first caller asked, and later at the position of the channel', () => {
    const desired = create({ rewind: 20 })
    expect(desired.options).toEqual({ since: null, rewind: 20, presence: false })
    desired.attached(at(7), false)
    desired.lost()
    expect(desired.options).toEqual({ since: at(7), rewind: null, presence: false })
    expect(create({ since: 1_700_000_000_000, rewind: 5 }).options).toMatchObject({
      since: 1_700_000_000_000,
      rewind: null,
    })
  })
})

describe('those who wait', () => {
  it('are answered at once if nothing has to change, else once the service has answered, also after a drop', () => {
    const desired = create()
    const early = waiting(desired)
    desired.requested()
    desired.lost()
    expect(early.heard).toEqual([])
    desired.requested()
    desired.attached(at(1), false)
    desired.settle()
    expect(early.heard).toEqual([undefined])
    expect(waiting(desired).heard).toEqual([undefined])
  })

  it('are answered once, with the error if there was one', () => {
    const desired = create()
    const { heard } = waiting(desired)
    desired.settle(new Error('No.'))
    desired.settle()
    expect(heard).toEqual(['No.'])
  })
})

describe('the position', () => {
  it('moves with new messages, and a message at or before it is not new', () => {
    const desired = create()
    desired.attached(at(5), false)
    expect([6, 6, 3, 8].map((offset) => desired.receive(at(offset)))).toEqual([true, false, false, true])
    expect(desired.receive(null)).toBe(true)
    expect(desired.position).toEqual(at(8))
  })

  it('stays where messages have moved it when an answer recovered, and goes back when it did not', () => {
    const desired = create()
    desired.attached(at(5), false)
    desired.receive(at(9))
    expect(desired.attached(at(5), true)).toEqual(at(9))
    expect(desired.attached(at(2), false)).toEqual(at(2))
    expect(desired.attached(at(1, 'f'), true)).toEqual(at(1, 'f'))
  })

  it('is not moved by messages that come while nothing is attached', () => {
    const desired = create()
    expect(desired.receive(at(1))).toBe(false)
    desired.attached(at(1), false)
    desired.lost()
    expect(desired.receive(at(2))).toBe(false)
    expect(desired.position).toEqual(at(1))
  })

  it('never lets a message of an epoch through twice or out of order, whatever comes in between', () => {
    const anyStep = oneof(
      record({ type: constant('message' as const), offset: integer({ min: 1, max: 20 }) }),
      record({ type: constant('recovered' as const), offset: integer({ min: 1, max: 20 }) }),
      record({ type: constant('lost' as const), requested: boolean() }),
    )
    assert(
      property(array(anyStep), (steps) => {
        const desired = create()
        desired.attached(at(0), false)
        const delivered: number[] = []
        for (const step of steps) {
          if (step.type === 'message') {
            if (desired.receive(at(step.offset))) delivered.push(step.offset)
          } else if (step.type === 'recovered') {
            desired.attached(at(step.offset), true)
          } else {
            desired.lost()
            if (step.requested) desired.requested()
          }
        }
        expect(delivered).toEqual([...new Set(delivered)].sort((a, b) => a - b))
      }),
    )
  })
})
