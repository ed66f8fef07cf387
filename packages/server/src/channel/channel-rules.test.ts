import { describe, expect, it } from 'vitest'
import { channelSettings } from './channel-rules.ts'

describe('channel rules', () => {
  it('leave everything allowed and kept where there are none', () => {
    expect(channelSettings()('any')).toEqual({
      history: { messages: 1_000, seconds: 86_400 },
      presence: true,
      publish: true,
    })
  })

  it('take each setting from the most particular rule that has it, in whatever order they are written', () => {
    const settingsOf = channelSettings({
      'room:vip': { history: { messages: 7 } },
      '*': { presence: false, history: { seconds: 60 } },
      'room:*': { presence: true, publish: false },
    })
    expect(settingsOf('other')).toEqual({ history: { messages: 1_000, seconds: 60 }, presence: false, publish: true })
    expect(settingsOf('room:a')).toEqual({ history: { messages: 1_000, seconds: 60 }, presence: true, publish: false })
    expect(settingsOf('room:vip')).toEqual({ history: { messages: 7, seconds: 60 }, presence: true, publish: false })
  })

  it('can end history for some channels and give it back to others', () => {
    const settingsOf = channelSettings({ '*': { history: false }, 'room:*': { history: { messages: 5 } } })
    expect(settingsOf('a').history).toBeNull()
    expect(settingsOf('room:a').history).toEqual({ messages: 5, seconds: 86_400 })
  })

  it.each<[string, object]>([
    ['a pattern that can not be', { 'ro*': {} }],
    ['a negative number', { a: { history: { messages: -1 } } }],
    ['a fraction', { a: { history: { seconds: 1.5 } } }],
    ['a setting that is not known', { a: { histroy: false } }],
    ['a history setting that is not known', { a: { history: { count: 5 } } }],
  ])('are refused for %s', (_, rules) => {
    expect(() => channelSettings({ ...rules })).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })
})
