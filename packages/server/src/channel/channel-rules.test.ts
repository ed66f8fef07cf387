import { describe, expect, it } from 'vitest'
import { channelSettings } from './channel-rules.ts'

describe('channel rules', () => {
  it('leave everything allowed and kept where there are none', () => {
    expect(channelSettings()('any')).toEqual({
      history: { messages: 1_000, seconds: 86_400 },
      presence: true,
      grace: 10,
      intervalAbove: 200,
      publish: true,
      emptyAfter: 60,
    })
  })

  it('take each setting from the most particular rule that has it, in whatever order they are written', () => {
    const settingsOf = channelSettings({
      'room:vip': { history: { messages: 7 } },
      '*': { presence: false, history: { seconds: 60 } },
      'room:*': { presence: true, publish: false },
    })
    expect(settingsOf('other')).toMatchObject({
      history: { messages: 1_000, seconds: 60 },
      presence: false,
      publish: true,
    })
    expect(settingsOf('room:a')).toMatchObject({
      history: { messages: 1_000, seconds: 60 },
      presence: true,
      publish: false,
    })
    expect(settingsOf('room:vip')).toMatchObject({
      history: { messages: 7, seconds: 60 },
      presence: true,
      publish: false,
    })
  })

  it('say after how many seconds a channel is empty, from 0 to a week', () => {
    const settingsOf = channelSettings({ 'room:*': { emptyAfter: 600 }, 'room:now': { emptyAfter: 0 } })
    expect(['a', 'room:a', 'room:now'].map((channel) => settingsOf(channel).emptyAfter)).toEqual([60, 600, 0])
    for (const emptyAfter of [-1, Number.NaN, 604_801, '60']) {
      expect(() => channelSettings({ 'room:*': { emptyAfter: emptyAfter as number } })).toThrow(
        expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining('emptyAfter') as string }),
      )
    }
  })

  it('can end history for some channels and give it back to others', () => {
    const settingsOf = channelSettings({ '*': { history: false }, 'room:*': { history: { messages: 5 } } })
    expect(settingsOf('a').history).toBeNull()
    expect(settingsOf('room:a').history).toEqual({ messages: 5, seconds: 86_400 })
  })

  it('say from how many people on presence is told in intervals, and a rule that says so allows presence', () => {
    const settingsOf = channelSettings({
      '*': { presence: { intervalAbove: 50 } },
      'room:*': { presence: { intervalAbove: false } },
      'quiet:*': { presence: false },
      'quiet:open:*': { presence: { intervalAbove: 0 } },
      'room:plain': { presence: true },
    })
    const of = (channel: string): unknown => [settingsOf(channel).presence, settingsOf(channel).intervalAbove]
    expect(of('other')).toEqual([true, 50])
    expect(of('room:a')).toEqual([true, null])
    expect(of('room:plain')).toEqual([true, null])
    expect(of('quiet:a')).toEqual([false, 50])
    expect(of('quiet:open:a')).toEqual([true, 0])
  })

  it.each<[string, object]>([
    ['a pattern that can not be', { 'ro*': {} }],
    ['a durability that is not known', { a: { durability: 'tape' } }],
    ['a negative number', { a: { history: { messages: -1 } } }],
    ['a fraction', { a: { history: { seconds: 1.5 } } }],
    ['a setting that is not known', { a: { histroy: false } }],
    ['a presence that is no setting', { a: { presence: 'yes' } }],
    ['a negative threshold', { a: { presence: { intervalAbove: -1 } } }],
    ['a grace of a day', { a: { presence: { grace: 86_400 } } }],
    ['a grace that is no number', { a: { presence: { grace: '5' } } }],
    ['a threshold of true', { a: { presence: { intervalAbove: true } } }],
    ['a presence setting that is not known', { a: { presence: { above: 5 } } }],
    ['a history setting that is not known', { a: { history: { count: 5 } } }],
    ['a history that is no setting', { a: { history: 5 } }],
    ['a history of nothing', { a: { history: null } }],
    ['a publish that is neither yes nor no', { a: { publish: 'no' } }],
    ['a rule that is no object', { a: false }],
    ['a rule that is a list', { a: [] }],
  ])('are refused for %s', (_, rules) => {
    expect(() => channelSettings({ ...rules })).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })
})
