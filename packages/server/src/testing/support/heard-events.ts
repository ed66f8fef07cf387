import type { ServerOptions } from '../../config.ts'
import type { ServerEvent, ServerEventType } from '../../events/server-event.ts'
import { serverEventTypes } from '../../events/server-event.ts'
import type { RawClient } from './raw-client.ts'
import type { TestServer } from './test-server.ts'
import { startTestServer } from './test-server.ts'

/** A server with somebody who listens to its events. */
export interface HeardServer extends TestServer {
  /** What was heard, in order. */
  readonly heard: ServerEvent[]
  /** The same in short: all but ids and times. */
  readonly told: () => readonly object[]
  /** Goes round and round to the server until so many events were heard. */
  readonly untilHeard: (count: number) => Promise<void>
  /** Lets all that has happened be told. */
  readonly settle: () => Promise<void>
}

/** Starts a server for one test and listens to events of these names, by default to all. */
export async function startHeardServer(
  types: readonly ServerEventType[] = serverEventTypes,
  options: ServerOptions = {},
): Promise<HeardServer> {
  const started = await startTestServer(options)
  const heard: ServerEvent[] = []
  // Connects before anybody listens, so that it isn't heard itself.
  const witness: RawClient = await started.client({ clientId: 'witness' })
  started.server.on(types, (event) => void heard.push(event))
  return {
    ...started,
    heard,
    told: () => heard.map(inShort),
    untilHeard: (count) => witness.untilServer(() => heard.length >= count),
    async settle() {
      for (let round = 0; round < 5; round += 1) await witness.barrier()
    },
  }
}

function inShort(event: ServerEvent): object {
  const { id: _id, timestamp: _timestamp, ...rest } = event
  return rest
}
