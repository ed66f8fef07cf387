import type { AdapterSession, AttachOptions, RealtimeError } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import { toRealtimeError } from '../client/errors.ts'

/** What is asked of sessions for one channel. Answers to older requests are nobody's. */
export interface AttachRequests {
  /** Whether the newest request was there before the session began to tell this batch. */
  precede(batch: number): boolean
  /** Asks to attach, unless the newest request to this session is under way or granted. */
  attach(session: AdapterSession): void
  /** Whatever was asked is over. Returns the session that was asked last, if it hasn't been over already. */
  forget(): AdapterSession | null
  detach(session: AdapterSession): Promise<void>
}

export interface AttachRequestsNeeds {
  readonly name: string
  readonly client: Pick<ClientServices, 'session' | 'batch' | 'report'>
  /** How to attach now: where to resume from, and what the first attach asks for. */
  readonly options: () => AttachOptions
  /** The newest request was refused, by the session of the moment. */
  readonly onRefused: (reason: RealtimeError) => void
}

export function createAttachRequests({ name, client, options, onRefused }: AttachRequestsNeeds): AttachRequests {
  /** The newest request: the same session may have been asked again meanwhile. */
  let current: { readonly session: AdapterSession; readonly batch: number } | null = null

  async function request(session: AdapterSession): Promise<void> {
    const mine = { session, batch: client.batch }
    current = mine
    try {
      await session.attach(name, options())
    } catch (thrown) {
      // A session that is being closed refuses everything: what becomes of the channel is the connection's to say.
      if (current === mine && session === client.session) onRefused(toRealtimeError(thrown, 'Attaching'))
    }
  }

  return {
    precede: (batch) => current === null || current.batch < batch,
    attach(session) {
      if (current?.session !== session) void request(session)
    },
    forget() {
      const session = current?.session ?? null
      current = null
      return session
    },
    async detach(session) {
      try {
        await session.detach(name)
      } catch (thrown) {
        const error = toRealtimeError(thrown, 'Detaching')
        // Lost with the connection, or repeated by the session.
        if (!error.retryable && session === client.session) client.report(error)
      }
    },
  }
}
