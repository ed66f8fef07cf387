import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { LimitHits } from '../metrics/limit-hits.ts'
import { resolveLimits } from '../server-limits.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { Admission } from './admission.ts'
import { peerAddress, TrustedProxies } from './trusted-proxies.ts'

interface Bench {
  readonly admission: Admission
  readonly clock: ManualClock
  readonly lines: string[]
}

function bench(connections: number, connectionsPerAddress: number): Bench {
  const clock = new ManualClock()
  const lines: string[] = []
  const line = (message: string): void => void lines.push(message)
  const log = { debug: line, info: line, warn: line, error: line }
  const limits = resolveLimits({ connections, connectionsPerAddress }, true)
  return { admission: new Admission({ limits, hits: new LimitHits({ limits, clock, log }) }), clock, lines }
}

describe('connections', () => {
  it('are admitted up to the limit, and again when one is gone', () => {
    const { admission } = bench(2, 9)
    expect([admission.admit(), admission.admit(), admission.admit()]).toEqual([true, true, false])
    admission.leave()
    expect([admission.admit(), admission.admit()]).toEqual([true, false])
    expect(admission.refused).toBe(2)
  })

  it('of one address are limited apart from those of others, and of IPv6 by network', () => {
    const { admission } = bench(99, 1)
    expect(['192.0.2.1', '192.0.2.1', '192.0.2.2'].map((address) => admission.admitFrom(address))).toEqual([
      true,
      false,
      true,
    ])
    expect(admission.admitFrom('2001:db8::1')).toBe(true)
    expect(admission.admitFrom('2001:db8:0:0:ffff::2')).toBe(false)
    expect(admission.admitFrom('2001:db8:0:1::1')).toBe(true)
    admission.leaveFrom('2001:db8::1')
    expect(admission.admitFrom('2001:db8::3')).toBe(true)
  })

  it('of this machine are not counted by address', () => {
    const { admission } = bench(99, 1)
    for (const address of ['127.0.0.1', '127.0.0.1', '::1', '::1']) expect(admission.admitFrom(address)).toBe(true)
  })

  it('that are refused are logged once a minute', () => {
    const { admission, clock, lines } = bench(1, 1)
    for (let round = 0; round < 100; round += 1) admission.admit()
    expect(lines).toHaveLength(1)
    clock.advance(60_000)
    admission.admit()
    expect(lines).toHaveLength(2)
  })
})

describe('proxies that are trusted', () => {
  const from = (remoteAddress: string, forwarded?: string): IncomingMessage =>
    ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage
  const proxies = new TrustedProxies(['10.0.0.0/8', '192.0.2.7', 'fd00::/8'])

  it.each([
    ['10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['::ffff:10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['192.0.2.7', 'made up, 203.0.113.9, 10.9.9.9', '203.0.113.9'],
    ['fd00::1', '2001:db8::1', '2001:db8::1'],
    ['192.0.2.8', '203.0.113.9', null],
    ['10.1.2.3', undefined, null],
    ['10.1.2.3', '10.2.2.2', null],
  ])('%s that forwards for %s tells of %s', (peer, header, address) => {
    expect(proxies.forwardedAddress(from(peer, header))).toBe(address)
  })

  it.each(['', 'proxy.example', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', '10.0.0.0/'])(
    'refuses "%s" at the start, with what is right',
    (entry) => {
      expect(() => new TrustedProxies([entry])).toThrow('no address')
    },
  )

  it('reads an IPv4 address that a socket writes as IPv6', () => {
    expect([peerAddress('::FFFF:1.2.3.4'), peerAddress('::1'), peerAddress(undefined)]).toEqual(['1.2.3.4', '::1', ''])
  })
})
