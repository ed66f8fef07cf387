import type { Env, Logger } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import { withLongTimers } from '../env/long-timers.ts'
import type { Unsubscribe } from '../store/store.ts'
import type { Guard } from './guard.ts'
import { guardedClock } from './guarded-clock.ts'
import { failure } from './errors.ts'

/** The outside world, none of whose parts can throw into the middle of our work. Each that does is reported once. */
export function guardedEnv(env: Env, report: (error: RealtimeError) => void): Env {
  const { clock, random, network, visibility, storage } = env
  const reported = new Set<string>()

  const guard: Guard = (what, otherwise, work) => {
    try {
      return work()
    } catch (cause) {
      if (!reported.has(what)) {
        reported.add(what)
        report(brokenPart(what, cause))
      }
      return otherwise
    }
  }
  const unsubscribed: Unsubscribe = () => {}
  const guarded =
    (what: string, end: Unsubscribe): Unsubscribe =>
    () =>
      guard(what, undefined, end)

  return {
    // Outside the guard, so that each part of a long wait is guarded too.
    clock: withLongTimers(guardedClock(clock, guard)),
    random: {
      next: () => guard('env.random.next', 0.5, () => random.next()),
      bytes(count) {
        try {
          return random.bytes(count)
        } catch (cause) {
          // Nothing may take the place of unpredictable bytes.
          throw RealtimeError.isInstance(cause) ? cause : brokenPart('env.random.bytes', cause)
        }
      },
    },
    // Adapters expect it to throw for addresses that can't be.
    createSocket: (url, protocols, listener) => env.createSocket(url, protocols, listener),
    network: {
      get online() {
        return guard('env.network.online', true, () => network.online)
      },
      subscribe: (listener) =>
        guarded(
          'env.network',
          guard('env.network.subscribe', unsubscribed, () => network.subscribe(listener)),
        ),
    },
    visibility: {
      get visible() {
        return guard('env.visibility.visible', true, () => visibility.visible)
      },
      subscribe: (listener) =>
        guarded(
          'env.visibility',
          guard('env.visibility.subscribe', unsubscribed, () => visibility.subscribe(listener)),
        ),
    },
    storage: {
      get: (key) => guard('env.storage.get', null, () => storage.get(key)),
      set: (key, value) => guard('env.storage.set', undefined, () => storage.set(key, value)),
      remove: (key) => guard('env.storage.remove', undefined, () => storage.remove(key)),
    },
  }
}

/** A logger that may throw without harm: there is nowhere left to say so. */
export function guardedLogger(logger: Logger): Logger {
  const safely =
    (level: keyof Logger) =>
    (message: string, details?: unknown): void => {
      try {
        logger[level](message, details)
      } catch {
        // A logger that fails has no one to tell.
      }
    }
  return { debug: safely('debug'), info: safely('info'), warn: safely('warn'), error: safely('error') }
}

function brokenPart(what: string, cause: unknown): RealtimeError {
  return failure('unsupported', `${what} threw.`, {
    hint: 'Correct the `env` that was passed to createClient. What it threw is in `cause`.',
    cause,
  })
}
