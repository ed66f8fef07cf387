import { expect, it, vi } from 'vitest'
import { RealtimeError } from './error.ts'
import { createSdkCalls } from './sdk-calls.ts'

const never = (): Promise<never> => new Promise(() => {})
const tooLarge = new RealtimeError({ code: 'message_too_large', message: 'It is too large.' })

function setUp(isConnected = true) {
  const onSilence = vi.fn()
  const calls = createSdkCalls({
    isConnected: () => isConnected,
    errorOf: (thrown, channel) =>
      new RealtimeError({ code: thrown === 'late' ? 'timeout' : 'server_error', message: String(thrown), channel }),
    onSilence,
  })
  return { ...calls, onSilence }
}

it('answers as the SDK does, and translates what it rejects with', async () => {
  const { ask } = setUp()
  expect(await ask(() => Promise.resolve(1))).toBe(1)
  await expect(ask(() => Promise.reject(new Error('Broken.')), 'room')).rejects.toMatchObject({
    code: 'server_error',
    channel: 'room',
  })
})

it('takes what the SDK throws at once for its answer', async () => {
  const { ask, drop } = setUp()
  const thrown = ask(() => {
    throw new Error('Broken.')
  })
  await expect(thrown).rejects.toMatchObject({ code: 'server_error' })
  drop()
})

it('calls nothing without a connection', async () => {
  const { ask } = setUp(false)
  const call = vi.fn(never)
  await expect(ask(call)).rejects.toMatchObject({ code: 'connection_closed', retryable: true, outcome: undefined })
  expect(call).not.toHaveBeenCalled()
})

it('rejects what is not answered when the connection ends, and tells the largest that it was too large', async () => {
  const { ask, drop } = setUp()
  const settled = Promise.allSettled([ask(never, 'room', 10), ask(never, 'room', 90), ask(never)])
  drop(undefined, tooLarge)
  expect(await settled).toMatchObject([
    { reason: { code: 'connection_closed', outcome: 'unknown' } },
    { reason: { code: 'message_too_large' } },
    { reason: { code: 'connection_closed', outcome: 'unknown' } },
  ])
  drop()
})

it('tells of an answer that did not come while the connection stood, and of none that was dropped', async () => {
  const { ask, drop, onSilence } = setUp()
  await expect(ask(() => Promise.reject(new Error('Broken.')))).rejects.toThrow()
  expect(onSilence).not.toHaveBeenCalled()
  const late: (() => void)[] = []
  const lateAnswer = (): Promise<never> =>
    new Promise((_resolve, reject) => {
      late.push(() => reject('late'))
    })
  const dropped = ask(lateAnswer)
  drop()
  late[0]?.()
  await expect(dropped).rejects.toMatchObject({ code: 'connection_closed' })
  expect(onSilence).not.toHaveBeenCalled()
  const waiting = ask(lateAnswer)
  late[1]?.()
  await expect(waiting).rejects.toMatchObject({ code: 'timeout' })
  expect(onSilence).toHaveBeenCalledOnce()
})
