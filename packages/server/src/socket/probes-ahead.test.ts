import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { ProbesAhead } from './probes-ahead.ts'

const ping = '{"type":"ping","id":1}'

describe('pings ahead of what waits', () => {
  it('are found once a second', () => {
    const clock = new ManualClock()
    const probes = new ProbesAhead(clock)
    expect(probes.probeIn(ping)?.item).toEqual({ type: 'ping', id: 1 })
    expect(probes.probeIn(ping)).toBeNull()
    clock.advance(1_000)
    expect(probes.probeIn(ping)?.item).toEqual({ type: 'ping', id: 1 })
  })

  it('are found behind frames that are none', () => {
    const probes = new ProbesAhead(new ManualClock())
    for (const frame of ['{}', '[]', 'x', '{"type":"pong"}']) expect(probes.probeIn(frame)).toBeNull()
    expect(probes.probeIn(ping)).not.toBeNull()
  })

  it('cost a client its look where it only pretends: what is beyond its rate is decoded once a second', () => {
    const clock = new ManualClock()
    const probes = new ProbesAhead(clock)
    expect(probes.probeIn('{"type":"pong","x":"ping"}')).toBeNull()
    expect(probes.probeIn(ping)).toBeNull()
    clock.advance(1_000)
    expect(probes.probeIn(ping)).not.toBeNull()
  })
})
