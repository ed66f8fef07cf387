import type { WireConnection } from '@herenow/protocol'
import { array, assert, asyncProperty, constantFrom, integer, record } from 'fast-check'
import { expect, it } from 'vitest'
import type { RawClient } from '../testing/support/raw-client.ts'
import { startTestServer } from '../testing/support/test-server.ts'

const channel = 'room:a'
const people = 4

const step = record({
  who: integer({ min: 0, max: people - 1 }),
  does: constantFrom('enter', 'update', 'leave', 'close', 'vanish', 'return', 'return-fresh', 'detach'),
  /** Milliseconds until the next step. */
  pause: constantFrom(0, 10, 50, 3_000, 9_999, 10_000),
})

/** What an observer makes of snapshots and changes, without knowing anything else. */
function seenBy(observer: RawClient): ReadonlyMap<string, unknown> {
  const connections = new Map<string, unknown>()
  let revision = 0
  for (const item of observer.received) {
    if (item.type === 'presence-snapshot') {
      if (item.first) connections.clear()
      for (const connection of item.connections) connections.set(connection.connectionId, connection.state)
      revision = item.revision
    } else if (item.type === 'presence') {
      expect(item.revision).toBe(revision + 1)
      revision = item.revision
      for (const change of item.changes) {
        const isPresent = connections.has(change.connectionId)
        expect(isPresent, `${change.action} of ${change.clientId}`).toBe(change.action !== 'enter')
        if (change.action === 'enter' || change.action === 'update') connections.set(change.connectionId, change.state)
        else connections.delete(change.connectionId)
      }
    }
  }
  return connections
}

const stateOf = (connections: readonly WireConnection[]): ReadonlyMap<string, unknown> =>
  new Map(connections.map((connection) => [connection.connectionId, connection.state]))

it('lets every observer hold exactly who is present, whatever they did, with no enter or leave too many', async () => {
  await assert(
    asyncProperty(array(step, { maxLength: 25 }), async (steps) => {
      const { client, server, clock } = await startTestServer()
      clock.advance(10_000)
      const observer = await client({ clientId: 'observer' })
      const keepAlive = (): void => observer.send({ type: 'pong' })
      await observer.grant({ type: 'attach', channel, presence: true })
      const crowd: (RawClient | null)[] = Array.from({ length: people }, () => null)
      const keys: (string | undefined)[] = Array.from({ length: people }, () => undefined)
      let count = 0
      for (const { who, does, pause } of steps) {
        count += 1
        const person = crowd[who] ?? null
        if (person === null) {
          if (does !== 'return' && does !== 'return-fresh') continue
          const resumeKey = does === 'return' ? keys[who] : undefined
          const back = await client({ clientId: `p${who}`, ...(resumeKey === undefined ? {} : { resumeKey }) })
          keys[who] = back.welcome.resumeKey
          crowd[who] = back
        } else if (does === 'close' || does === 'vanish') {
          crowd[who] = null
          const before = server.info().connections
          if (does === 'close') await person.close(1000)
          else person.socket.terminate()
          await observer.untilServer(() => server.info().connections < before)
        } else if (does === 'detach') {
          await person.grant({ type: 'detach', channel })
        } else if (does === 'enter' || does === 'update' || does === 'leave') {
          await person.grant({ type: 'presence', channel, action: does, state: count })
        }
        keepAlive()
        for (const each of crowd) each?.send({ type: 'pong' })
        await observer.barrier()
        clock.advance(pause)
      }
      clock.advance(10_050)
      await observer.barrier()
      const { connections } = await observer.result('presence', { type: 'presence-get', channel })
      expect(seenBy(observer)).toEqual(stateOf(connections))
      const alive = new Set(crowd.flatMap((person, who) => (person === null ? [] : [`p${who}`])))
      for (const { clientId } of connections) expect(alive).toContain(clientId)
      await server.close()
    }),
    { numRuns: 40 },
  )
})
