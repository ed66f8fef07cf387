import { expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient } from '../test/render.tsx'
import {
  useChannel,
  useClient,
  useHereNow,
  useHistory,
  usePresence,
  usePublish,
  useTyping,
  useUpdatePresence,
  useWhereNow,
} from './index.ts'

expectQuietConsole()

interface Calls {
  readonly refused: readonly (() => Promise<unknown>)[]
  readonly harmless: readonly (() => unknown)[]
}

/** Everything that the hooks let one call. */
function useCalls(): Calls {
  const { publish, signal } = useChannel('room')
  const { enter, update, leave } = usePresence('room')
  const { fetchOlder, retry, discard } = useHistory('room')
  const { setTyping, inputProps } = useTyping('room')
  const hereNow = useHereNow('room')
  const whereNow = useWhereNow()
  const publishOnly = usePublish(null)
  const updateOnly = useUpdatePresence(null)
  return {
    refused: [
      () => publish('said', 1),
      () => signal('wave', 1),
      () => enter(),
      () => update(1),
      () => leave(),
      () => publishOnly('said', 1),
      () => updateOnly(1),
    ],
    harmless: [
      fetchOlder,
      () => retry('id'),
      () => discard('id'),
      () => setTyping(true),
      () => inputProps.onBlur(),
      () => hereNow.refresh(),
      () => whereNow.refresh(),
    ],
  }
}

it('refuses with a typed error what needs a client, and does nothing for the rest', async () => {
  const unhandled: unknown[] = []
  const note = (event: PromiseRejectionEvent): void => void unhandled.push(event.reason)
  window.addEventListener('unhandledrejection', note)
  const { result } = renderHookWithClient(() => ({ client: useClient(), calls: useCalls() }), { client: null })
  const { client, calls } = result.current
  expect(client).toBeNull()

  // Once with nobody waiting for the answer …
  for (const call of calls.refused) void call()
  // … and once with somebody.
  const answers = await Promise.allSettled(calls.refused.map((call) => call()))
  expect(answers).toHaveLength(7)
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: 'rejected', reason: { name: 'RealtimeError', code: 'connection_closed' } })
    expect(answer).toHaveProperty('reason.hint', expect.stringMatching(/signed out/))
  }
  for (const call of calls.harmless) await call()

  // Unhandled rejections are told after the task in which they happened.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  window.removeEventListener('unhandledrejection', note)
  expect(unhandled).toEqual([])
})
