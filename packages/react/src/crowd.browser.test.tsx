import type { PresenceConnection } from '@herenow/adapter'
import { createClient } from '@herenow/core'
import { createTestEnv, presenceConnection, scriptedAdapter, silentLogger } from '@herenow/testing'
import { useEffect } from 'react'
import { expect, it } from 'vitest'
import { expectQuietConsole } from '../test/quiet-console.ts'
import { renderHookWithClient } from '../test/render.tsx'
import { useMembers } from './index.ts'

expectQuietConsole()

it('renders once for an interval of a crowded channel, however many it names', async () => {
  const page = createTestEnv()
  const adapter = scriptedAdapter()
  const client = createClient({ adapter, clientId: 'ana', env: page.env, log: silentLogger })
  const renders: number[] = []
  const { result, unmount } = renderHookWithClient(
    () => {
      const { list } = useMembers('room')
      useEffect(() => void renders.push(list.length))
      return list.length
    },
    { client, strict: false },
  )
  await page.clock.advance(20)
  const { session } = adapter
  const crowd = (from: number, to: number): readonly PresenceConnection[] =>
    Array.from({ length: to - from }, (_, index) => presenceConnection(`p${from + index}`, `c${from + index}`))
  session.connected()
  session.attached('room', null)
  session.emit({ type: 'presence-snapshot', channel: 'room', connections: crowd(0, 300), settling: false })
  await page.clock.advance(20)
  renders.length = 0
  session.emit({
    type: 'presence-interval',
    channel: 'room',
    occupancy: 450,
    joined: crowd(300, 500),
    updated: [],
    left: crowd(0, 30),
    timedOut: crowd(30, 50),
  })
  await page.clock.advance(20)
  expect([result.current, renders]).toEqual([450, [450]])
  unmount()
  await client.close()
})
