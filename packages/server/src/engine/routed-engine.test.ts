import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ChannelRules } from '../channel/channel-rules.ts'
import { channelSettings } from '../channel/channel-rules.ts'
import { engineMessages, usualRetention } from '../testing/engine-messages.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { temporaryFolder } from '../testing/support/sqlite-folder.ts'
import { contextOf } from '../testing/test-engine.ts'
import { engineFor } from './engine-for-rules.ts'
import type { Durability, Engine } from './engine.ts'
import { memory } from './memory-engine.ts'
import { sqlite } from './sqlite/sqlite.ts'

const withRules = (engine: Engine, rules: ChannelRules): Engine => engineFor(engine, rules, channelSettings(rules))

describe('the durability of a rule', () => {
  it('may be memory: such channels are forgotten by a restart, which their epoch says, and others are kept', async () => {
    const path = join(temporaryFolder(), 'herenow.db')
    const rules: ChannelRules = { 'cursors:*': { durability: 'memory' } }
    const life = async (): Promise<readonly [string, number][]> => {
      const engine = withRules(sqlite(path), rules)
      await engine.open(contextOf(new ManualClock()))
      const found: [string, number][] = []
      for (const channel of ['cursors:a', 'room:a']) {
        const { epoch, top } = await engine.position(channel)
        await engine.publish(channel, engineMessages(2, `life${top}`), usualRetention)
        expect((await engine.history(channel, { limit: 9, direction: 'forwards' })).messages).toHaveLength(top + 2)
        found.push([epoch, top])
      }
      await engine.close()
      return found
    }
    const [cursors, room] = await life()
    const [cursorsAgain, roomAgain] = await life()
    expect(cursorsAgain?.[1]).toBe(0)
    expect(cursorsAgain?.[0]).not.toBe(cursors?.[0])
    expect(roomAgain).toEqual([room?.[0], 2])
  })

  it('reaches the engine with every publish', async () => {
    const asked: [string, Durability | undefined][] = []
    const spy: Engine = Object.assign(memory(), {
      durabilities: ['os', 'disk'] as const,
      publish: async (channel: string, _messages: unknown, _retention: unknown, durability?: Durability) => {
        asked.push([channel, durability])
        return []
      },
    })
    const engine = withRules(spy, { 'a:*': { durability: 'memory' } })
    await engine.open(contextOf(new ManualClock()))
    await engine.publish('b', [], usualRetention, 'disk')
    await engine.publish('a:b', [], usualRetention, 'memory')
    await engine.publish('c', [], usualRetention)
    expect(asked).toEqual([
      ['b', 'disk'],
      ['c', undefined],
    ])
  })

  it.each(['os', 'disk'] as const)('is refused when the engine can not keep messages (%s)', (durability) => {
    expect(() => withRules(memory(), { 'room:*': { durability } })).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining('"room:*"'),
        hint: expect.stringContaining('sqlite('),
      }),
    )
  })

  it('costs nothing where no rule asks for it', () => {
    const engine = sqlite('never-opened.db')
    expect(withRules(engine, { 'room:*': { durability: 'disk' } })).toBe(engine)
    const inMemory = memory()
    expect(withRules(inMemory, { 'room:*': { durability: 'memory' } })).toBe(inMemory)
  })
})
