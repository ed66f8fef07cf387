import { expect, it } from 'vitest'
import { sampleMember } from '../stories/sample-members.ts'
import { memberStatus } from './member-status.ts'

const statusOf = (state: unknown) => memberStatus(sampleMember('ana', null, { state }))

it('reads the status in the presence state', () => {
  expect(statusOf({ status: 'idle', x: 1 })).toBe('idle')
})

it('knows none where there is none, or one of another meaning', () => {
  for (const state of [null, undefined, 'idle', 7, [], {}, { status: 'dancing' }, { status: ['idle'] }]) {
    expect(statusOf(state)).toBeUndefined()
  }
})
