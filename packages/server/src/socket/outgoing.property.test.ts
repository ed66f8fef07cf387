import { array, assert, integer, oneof, property, record, constantFrom } from 'fast-check'
import { expect, it } from 'vitest'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { noOwner } from '../testing/support/no-owner.ts'
import { Flusher, urgency } from './flusher.ts'
import { Outgoing } from './outgoing.ts'
import { SharedItem } from './pending-set.ts'
import { Turns } from './turns.ts'

const sockets = 4

const step = oneof(
  record({
    kind: constantFrom('share' as const),
    to: array(integer({ min: 0, max: sockets - 1 })),
    soon: constantFrom(true, false),
  }),
  record({ kind: constantFrom('send' as const), to: integer({ min: 0, max: sockets - 1 }) }),
  record({ kind: constantFrom('turn' as const) }),
  record({ kind: constantFrom('window' as const) }),
)

/** The items of frames as a receiver reads them; all payloads here are short. */
function itemsOf(written: readonly Buffer[]): readonly unknown[] {
  return written.flatMap((buffer) => {
    const start = (buffer[1] ?? 0) === 126 ? 4 : 2
    return [JSON.parse(buffer.subarray(start).toString()) as unknown].flat()
  })
}

it('gives every socket exactly its items in order, however sharing and flushing interleave', () => {
  assert(
    property(array(step, { maxLength: 60 }), (steps) => {
      const loop = new ManualLoop()
      const flusher = new Flusher(loop, new Turns(loop))
      const expected: number[][] = Array.from({ length: sockets }, () => [])
      const written: Buffer[][] = Array.from({ length: sockets }, () => [])
      const outgoing = written.map(
        (own) => new Outgoing(flusher, { buffered: 0, write: (frames) => void own.push(frames) }, 1_000, noOwner),
      )
      steps.forEach((current, number) => {
        if (current.kind === 'turn') loop.endTurn()
        else if (current.kind === 'window') {
          if (loop.windows.length > 0) loop.passWindow()
        } else if (current.kind === 'send') {
          outgoing[current.to]?.send(String(number))
          expected[current.to]?.push(number)
        } else {
          const item = new SharedItem(String(number))
          for (const to of new Set(current.to)) {
            outgoing[to]?.share(item, current.soon ? urgency.soon : urgency.now)
            expected[to]?.push(number)
          }
        }
      })
      loop.endTurn()
      while (loop.windows.length > 0) loop.passWindow()
      expect(written.map(itemsOf)).toEqual(expected)
    }),
  )
})
