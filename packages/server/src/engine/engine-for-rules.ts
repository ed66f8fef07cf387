import type { ChannelRules, SettingsOf } from '../channel/channel-rules.ts'
import { refusal } from '../refusal.ts'
import type { Engine } from './engine.ts'
import { memory } from './memory-engine.ts'
import { routedEngine } from './routed-engine.ts'

/**
 * The engine that does what the rules ask for: the given one, with a memory engine beside it for channels that may be
 * forgotten. Throws `invalid_argument` for a durability that the given one doesn't have.
 */
export function engineFor(engine: Engine, rules: ChannelRules, settingsOf: SettingsOf): Engine {
  let needsMemory = false
  for (const [pattern, { durability }] of Object.entries(rules)) {
    if (durability === undefined || engine.durabilities.includes(durability)) continue
    if (durability !== 'memory') {
      throw refusal('invalid_argument', `The rule "${pattern}" asks for the durability "${durability}".`, {
        hint: `The engine has ${engine.durabilities.join(' and ')}. Pass an engine that keeps messages in a file, such as sqlite("data/herenow.db").`,
      })
    }
    needsMemory = true
  }
  return needsMemory ? routedEngine(engine, memory(), (channel) => settingsOf(channel).durability) : engine
}
