import type { Adapter, AdapterSession } from '@herenow/adapter'

export interface RecordedAdapter {
  readonly adapter: Adapter
  /** What the core asked of its sessions, in order: `connect`, `attach room`, `presence.enter room`, … */
  readonly calls: string[]
}

/** Writes down what a service is asked for, and hands it on. */
export function recordCalls(real: Adapter): RecordedAdapter {
  const calls: string[] = []
  const adapter: Adapter = { ...real, open: (context) => recordSession(real.open(context), calls) }
  return { adapter, calls }
}

function recordSession(session: AdapterSession, calls: string[]): AdapterSession {
  function recorded<Args extends readonly unknown[], Result>(
    name: string,
    call: (...args: Args) => Result,
  ): (...args: Args) => Result {
    return (...args) => {
      calls.push(typeof args[0] === 'string' ? `${name} ${args[0]}` : name)
      return call(...args)
    }
  }
  const { presence } = session
  return {
    connect: recorded('connect', () => session.connect()),
    close: recorded('close', () => session.close()),
    ping: recorded('ping', () => session.ping()),
    attach: recorded('attach', (...args) => session.attach(...args)),
    detach: recorded('detach', (...args) => session.detach(...args)),
    publish: recorded('publish', (...args) => session.publish(...args)),
    signal: recorded('signal', (...args) => session.signal(...args)),
    compare: (...args) => session.compare(...args),
    presence: {
      enter: recorded('presence.enter', (...args) => presence.enter(...args)),
      update: recorded('presence.update', (...args) => presence.update(...args)),
      leave: recorded('presence.leave', (...args) => presence.leave(...args)),
      get: recorded('presence.get', (...args) => presence.get(...args)),
    },
    history: recorded('history', (...args) => session.history(...args)),
    hereNow: recorded('hereNow', (...args) => session.hereNow(...args)),
    whereNow: recorded('whereNow', (...args) => session.whereNow(...args)),
    watchOccupancy: recorded('watchOccupancy', (...args) => session.watchOccupancy(...args)),
  }
}
