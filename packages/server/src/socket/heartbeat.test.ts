import { describe, expect, it } from 'vitest'
import { ManualClock } from '../testing/manual-clock.ts'
import { Heartbeat } from './heartbeat.ts'

function bench(): { clock: ManualClock; heartbeat: Heartbeat; events: string[] } {
  const clock = new ManualClock()
  const events: string[] = []
  const at = (what: string) => (): void => void events.push(`${what} ${clock.now() / 1_000}`)
  return { clock, events, heartbeat: new Heartbeat(clock, at('ping'), at('dead')) }
}

describe('the heartbeat', () => {
  it('pings every 25 seconds and gives a silent peer up after two pings', () => {
    const { clock, events } = bench()
    clock.advance(200_000)
    expect(events).toEqual(['ping 25', 'ping 50', 'dead 75'])
    expect(clock.pending).toBe(0)
  })

  it('takes anything that arrives for life', () => {
    const { clock, events, heartbeat } = bench()
    for (let i = 0; i < 10; i += 1) {
      clock.advance(49_000)
      heartbeat.life()
    }
    expect(events.some((event) => event.startsWith('dead'))).toBe(false)
  })

  it('counts pings without an answer in a row only', () => {
    const { clock, events, heartbeat } = bench()
    clock.advance(60_000)
    heartbeat.life()
    clock.advance(64_000)
    expect(events.at(-1)).toBe('ping 100')
    clock.advance(1_000)
    expect(events.at(-1)).toBe('dead 125')
  })

  it('stops', () => {
    const { clock, events, heartbeat } = bench()
    heartbeat.end()
    clock.advance(100_000)
    expect(events).toEqual([])
  })
})
