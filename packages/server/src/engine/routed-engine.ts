import type { Durability, Engine } from './engine.ts'

/**
 * Two engines as one: channels whose durability is `memory` live in `forgetful`, all others in `lasting`. A channel
 * belongs to one of them for good, so neither knows of the other.
 */
export function routedEngine(
  lasting: Engine,
  forgetful: Engine,
  durabilityOf: (channel: string) => Durability | undefined,
): Engine {
  const engineOf = (channel: string): Engine => (durabilityOf(channel) === 'memory' ? forgetful : lasting)
  return {
    durabilities: [...forgetful.durabilities, ...lasting.durabilities],
    outbox: lasting.outbox,
    async open(context) {
      await lasting.open(context)
      await forgetful.open(context)
    },
    publish: (channel, messages, retention, durability) =>
      engineOf(channel).publish(channel, messages, retention, durability),
    position: (channel, start) => engineOf(channel).position(channel, start),
    history: (channel, query) => engineOf(channel).history(channel, query),
    removeHistory: (channel) => engineOf(channel).removeHistory(channel),
    removeMessage: (channel, id) => engineOf(channel).removeMessage(channel, id),
    async close() {
      await forgetful.close()
      await lasting.close()
    },
  }
}
