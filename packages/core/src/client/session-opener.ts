import type { Adapter, AdapterEvent, AdapterSession, Env, Position, RealtimeError } from '@herenow/adapter'
import type { ConnectionState } from '../connection/connection-state.ts'
import type { TokenOption } from './client.ts'
import type { ClientBasics, CurrentSession } from './client-services.ts'
import { anonymousId } from './identity.ts'
import { toRealtimeError } from './errors.ts'
import { fetchToken } from './token-source.ts'

/** Opens the adapter's sessions, and hands on what the present one tells. */
export interface SessionOpener {
  /** Throws when the adapter's options are unusable. */
  readonly open: () => AdapterSession
  /** Orders positions, also after the connection was closed. `null`: they can't be compared. */
  readonly compare: (channel: string, a: Position, b: Position) => -1 | 0 | 1 | null
}

export interface SessionOpenerNeeds {
  readonly adapter: Adapter
  readonly token: TokenOption | undefined
  readonly env: Env
  readonly basics: Pick<ClientBasics, 'settings' | 'log' | 'pacer'>
  readonly report: (error: RealtimeError) => void
  readonly current: CurrentSession
  readonly connectionState: () => ConnectionState
  /** `batch`: the number of the batch that the event came in. */
  readonly receive: (event: AdapterEvent, batch: number) => void
}

export function createSessionOpener(needs: SessionOpenerNeeds): SessionOpener {
  const { adapter, token, env, basics, report, current } = needs
  /** The newest session, open or not: it still knows how its positions compare. */
  let latest: AdapterSession | undefined

  /** One event that can't be taken must not keep the rest of its frame from us. */
  function receive(event: AdapterEvent, batch: number): void {
    try {
      needs.receive(event, batch)
    } catch (thrown) {
      report(toRealtimeError(thrown, `Taking an event (${event.type})`))
    }
  }

  return {
    open() {
      if (current.clientId === null && token === undefined) current.clientId = anonymousId(env)
      let session: AdapterSession | undefined = undefined
      session = adapter.open({
        clientId: current.clientId,
        info: current.info,
        failFast: basics.settings.failFast,
        token: (request) => fetchToken(token, request, needs.connectionState()),
        env,
        log: basics.log,
        emit: (events) =>
          basics.pacer.batch(() => {
            const batch = (current.batch += 1)
            // A session that was replaced or closed, perhaps by a listener in the middle of a frame, has nothing more to say.
            for (const event of events) if (session === current.session) receive(event, batch)
          }),
      })
      latest = session
      return session
    },
    compare(channel, a, b) {
      try {
        return latest?.compare(channel, a, b) ?? null
      } catch (thrown) {
        report(toRealtimeError(thrown, 'Comparing positions'))
        return null
      }
    },
  }
}
