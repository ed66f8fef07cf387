import { describe, expect, it, vi } from 'vitest'
import { assertChannelName, channelNameProblem } from './channel-name.ts'

describe('a channel name', () => {
  it.each(['a', 'room:lobby', 'room.lobby:1', 'user@example=1', '__proto__', 'x'.repeat(200), 'groups:a', 'A-b_9'])(
    'may be %s',
    (name) => {
      expect(channelNameProblem(name)).toBeNull()
      expect(() => assertChannelName(name)).not.toThrow()
    },
  )

  it.each(['', 'x'.repeat(201), 'a b', 'a::b', '.a', 'a.', ':a', 'a.*.b', 'a*', '#', '>', 'a\u0000', 'rооm', 7, null])(
    'may not be %j',
    (name) => {
      expect(channelNameProblem(name)).toBe('malformed')
      expect(() => assertChannelName(name)).toThrow('not a channel name')
    },
  )

  it.each(['group:a', 'a.*', 'a:*', '*'])('is reserved when it is %s', (name) => {
    expect(channelNameProblem(name)).toBe('reserved')
    expect(() => assertChannelName(name)).toThrow('reserved')
  })
})

it('says what a channel name may be made of in production too', async () => {
  vi.resetModules()
  const production = await import('./index.ts')
  expect(() => production.assertChannelName('a b')).toThrow(
    '"a b" is not a channel name. Allowed are 1 to 200 letters, digits and _ @ = -, with single : or . between them.',
  )
})
