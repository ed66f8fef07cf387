import { receivedMessage } from '@herenow/testing'
import { array, assert, constantFrom, integer, property, tuple } from 'fast-check'
import { expect, it } from 'vitest'
import type { ComparePositions } from './log-model.ts'
import { createLogModel } from './log-model.ts'

const compare: ComparePositions = (a, b) => (Math.sign(Number(a.offset) - Number(b.offset)) || 0) as -1 | 0 | 1

/** A channel's messages 1…20, some of them ours, told with any overlap of history, replay, echo and receipt. */
const steps = array(tuple(constantFrom('tell', 'receipt', 'page', 'pending', 'trim'), integer({ min: 1, max: 20 })), {
  maxLength: 60,
})

it('shows each id once and stored messages in position order, whatever overlaps', () => {
  assert(
    property(steps, (script) => {
      const model = createLogModel(compare)
      let told = 0
      for (const [step, number] of script) {
        const id = `m${number}`
        if (step === 'tell') {
          // The service tells in order; a replay starts over at any earlier place.
          for (let offset = Math.min(number, told + 1); offset <= told + 1; offset += 1) {
            if (offset > told) model.append(receivedMessage(offset))
          }
          told += 1
        } else if (step === 'pending' && number > told) {
          model.addPending({ ...receivedMessage(null, { id }), status: 'sending' })
        } else if (step === 'receipt') {
          model.confirm({ id, position: { epoch: 'e', offset: number }, timestamp: 1, duplicate: false })
        } else if (step === 'page') {
          const oldest = Number(model.oldest()?.offset ?? told + 1)
          const from = Math.max(1, oldest - number)
          model.prepend(Array.from({ length: oldest - from }, (_, index) => receivedMessage(from + index)))
        } else if (step === 'trim') model.trim(number)
      }
      const list = model.list()
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
      const told_ = list.filter(({ status, connectionId }) => status === 'sent' && connectionId === 'b1')
      const offsets = told_.map(({ position }) => Number(position?.offset))
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
    }),
  )
})
