import type { Engine } from '../engine/engine.ts'
import type { ServerMetrics } from './server-metrics.ts'

interface Meter {
  readonly metrics: Pick<ServerMetrics, 'engineStored' | 'engineRead' | 'engineFailed'>
  /** Monotonic milliseconds. */
  readonly now: () => number
}

/** The same engine, of which it is known how long it takes and how often it fails. Its own promises are handed on. */
export function meteredEngine(engine: Engine, { metrics, now }: Meter): Engine {
  const failed = (operation: Parameters<typeof metrics.engineFailed>[0]) => (): void => metrics.engineFailed(operation)
  const [publishFailed, positionFailed] = [failed('publish'), failed('position')]
  const [historyFailed, removalFailed] = [failed('history'), failed('removeHistory')]
  const messageRemovalFailed = failed('removeMessage')
  return {
    durabilities: engine.durabilities,
    outbox: engine.outbox,
    open: (context) => engine.open(context),
    publish(channel, messages, retention, durability) {
      const since = now()
      const stored = engine.publish(channel, messages, retention, durability)
      stored.then(() => metrics.engineStored(now() - since), publishFailed)
      return stored
    },
    position(channel, start) {
      const found = engine.position(channel, start)
      found.then(null, positionFailed)
      return found
    },
    history(channel, query) {
      const since = now()
      const page = engine.history(channel, query)
      page.then(({ messages }) => metrics.engineRead(messages.length, now() - since), historyFailed)
      return page
    },
    removeHistory(channel) {
      const removed = engine.removeHistory(channel)
      removed.then(null, removalFailed)
      return removed
    },
    removeMessage(channel, id) {
      const removed = engine.removeMessage(channel, id)
      removed.then(null, messageRemovalFailed)
      return removed
    },
    close: () => engine.close(),
  }
}
