import type { Capabilities } from '@herenow/core'
import { createClient } from '@herenow/core'
import { createTestEnv, scriptedAdapter, silentLogger } from '@herenow/testing'
import { act } from '@testing-library/react'
import { expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient } from '../test/render.tsx'
import { useChannel } from './index.ts'

expectQuietConsole()

function setup() {
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: createTestEnv().env, log: silentLogger })
  const renders: unknown[] = []
  const shown = renderHookWithClient(
    () => {
      const { capabilities, channelStatus } = useChannel('room')
      renders.push([capabilities?.history, channelStatus])
      return capabilities
    },
    { client },
  ).result
  const say = (history?: Capabilities['history']) =>
    act(() =>
      adapter.session.emit({
        type: 'attached',
        channel: 'room',
        position: null,
        recovered: false,
        capabilities: history && { history },
      }),
    )
  act(() => adapter.session.connected())
  return { adapter, shown, renders, say }
}

it('shows what the channel can do once it is attached', () => {
  const { adapter, shown, say } = setup()
  expect(shown.current).toBe(adapter.capabilities)
  say('forward')
  expect(shown.current?.history).toBe('forward')
})

it('renders again only for what has changed', () => {
  const { shown, renders, say } = setup()
  say('forward')
  const before = [shown.current, renders.length]
  say('forward')
  expect([shown.current, renders.length]).toEqual(before)
  expect(shown.current).toBe(before[0])
})
