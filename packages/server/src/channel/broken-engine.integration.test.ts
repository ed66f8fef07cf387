import { describe, expect, it } from 'vitest'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { idsOf, publishOf } from '../testing/support/outgoing-messages.ts'
import { startTestServer } from '../testing/support/test-server.ts'

interface BreakableEngine extends Engine {
  broken: 'nothing' | 'position' | 'history'
  /** Fails the position that was asked for after `hold`. */
  held: ((error: Error) => void) | null
  /** The next position is not told. */
  hold: () => void
}

/** A memory engine whose reading can be broken. */
function breakableEngine(): BreakableEngine {
  let isHolding = false
  const inner = memory()
  const failure = (): Promise<never> => Promise.reject(new Error('The disk is gone'))
  return {
    broken: 'nothing',
    held: null,
    hold() {
      isHolding = true
    },
    durabilities: inner.durabilities,
    removeHistory: (channel) => inner.removeHistory(channel),
    removeMessage: (channel, id) => inner.removeMessage(channel, id),
    open: (context) => inner.open(context),
    close: () => inner.close(),
    publish: (channel, messages, retention) => inner.publish(channel, messages, retention),
    position(channel, start) {
      if (isHolding) {
        isHolding = false
        return new Promise((_, reject) => {
          this.held = reject
        })
      }
      return this.broken === 'position' ? failure() : inner.position(channel, start)
    },
    history(channel, query) {
      return this.broken === 'history' ? failure() : inner.history(channel, query)
    },
  }
}

describe('an engine that fails to read', () => {
  it('leaves no half attachment behind, and a later attach works', async () => {
    const engine = breakableEngine()
    const { client, server, complaints } = await startTestServer({ engine })
    const ana = await client()
    engine.broken = 'position'
    expect(await ana.ask({ type: 'attach', channel: 'a' })).toMatchObject({
      error: { code: 'server_error', retryable: true },
    })
    expect(complaints).toEqual(['The request "attach" failed'])
    expect(await server.channels()).toEqual([])
    await ana.grant(publishOf('a', 'm1'))
    engine.broken = 'nothing'
    await ana.grant({ type: 'attach', channel: 'a' })
    await ana.grant(publishOf('a', 'm2'))
    expect(idsOf(ana, 'a')).toEqual(['m2'])
  })

  it('ends the attachment that it was replaying for, so that the client tries again', async () => {
    const engine = breakableEngine()
    const { client } = await startTestServer({ engine })
    const ana = await client()
    const { epoch } = await ana.result('attach', { type: 'attach', channel: 'a' })
    await ana.grant(publishOf('a', 'm1'))
    const again = await client()
    engine.broken = 'history'
    await again.grant({ type: 'attach', channel: 'a', since: { epoch, offset: 0 } })
    expect(await again.next('detached')).toMatchObject({
      channel: 'a',
      resumable: true,
      error: { code: 'server_error' },
    })
    engine.broken = 'nothing'
    await again.grant({ type: 'attach', channel: 'a', since: { epoch, offset: 0 } })
    await again.until(() => idsOf(again, 'a').length === 1)
  })

  it('is answered as an error to who asked for history', async () => {
    const engine = breakableEngine()
    const { client } = await startTestServer({ engine })
    const ana = await client()
    engine.broken = 'history'
    const ask = { type: 'history', channel: 'a', limit: 5, direction: 'forwards' } as const
    expect(await ana.code(ask)).toBe('server_error')
    engine.broken = 'nothing'
    expect(await ana.code(ask)).toBe('ok')
  })

  it('ends the attachment that an earlier answer granted, so that the client does not wait for nothing', async () => {
    const engine = breakableEngine()
    const { client } = await startTestServer({ engine })
    const ana = await client()
    await ana.grant({ type: 'attach', channel: 'a' })
    engine.broken = 'position'
    expect(await ana.code({ type: 'attach', channel: 'a', presence: true })).toBe('server_error')
    expect(await ana.next('detached')).toMatchObject({
      channel: 'a',
      resumable: true,
      error: { code: 'server_error', retryable: true },
    })
    engine.broken = 'nothing'
    await ana.grant({ type: 'attach', channel: 'a', presence: true })
    await ana.grant(publishOf('a', 'm1'))
    expect(idsOf(ana, 'a')).toEqual(['m1'])
  })

  it('leaves an attachment alone that was made after the one whose answer failed was left', async () => {
    const engine = breakableEngine()
    const { client, server } = await startTestServer({ engine })
    const ana = await client()
    engine.hold()
    const late = ana.code({ type: 'attach', channel: 'a' })
    await ana.grant({ type: 'detach', channel: 'a' })
    const fail = engine.held
    await ana.grant({ type: 'attach', channel: 'a' })
    fail?.(new Error('The disk was slow'))
    expect(await late).toBe('server_error')
    await ana.grant(publishOf('a', 'm1'))
    expect(idsOf(ana, 'a')).toEqual(['m1'])
    await ana.grant({ type: 'detach', channel: 'a' })
    await server.publish('a', 'said', 'unheard')
    await ana.barrier()
    expect(idsOf(ana, 'a')).toEqual(['m1'])
    expect(server.info().channels).toBe(0)
  })
})
