import { RealtimeError } from '@herenow/core'
import type { ChannelState } from '@herenow/core'
import { expect, it } from 'vitest'
import { channelProgress } from './channel-progress.ts'

const reason = new RealtimeError({ code: 'forbidden', message: 'No.' })

it.each<[ChannelState, string, RealtimeError | null]>([
  [{ status: 'initialized' }, 'pending', null],
  [{ status: 'attaching' }, 'pending', null],
  [{ status: 'attached', recovered: false }, 'ready', null],
  [{ status: 'suspended', reason, retryAt: null }, 'pending', reason],
  [{ status: 'detaching' }, 'pending', null],
  [{ status: 'detached', reason: null }, 'pending', null],
  [{ status: 'detached', reason }, 'error', reason],
  [{ status: 'failed', reason }, 'error', reason],
])('reports a channel that is $status', (state, status, error) => {
  expect(channelProgress(state)).toEqual({ channelStatus: state.status, status, error })
})
