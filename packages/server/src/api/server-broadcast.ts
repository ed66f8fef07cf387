import { RealtimeError } from '@herenow/adapter'
import type { EngineMessage } from '../engine/engine.ts'
import { refusal } from '../refusal.ts'
import type { Services } from '../services.ts'
import type { PublishReceipt, ServerPublishOptions } from './server-publish.ts'
import { draftFrom, publishDraft } from './server-publish.ts'

/** What became of a message in one of the channels that it was for. */
export type BroadcastOutcome =
  | { readonly channel: string; readonly receipt: PublishReceipt; readonly error?: undefined }
  | { readonly channel: string; readonly receipt?: undefined; readonly error: RealtimeError }

const mostChannels = 10_000
/** Channels before others have their turn. */
const channelsPerTurn = 100

/**
 * Publishes one message in many channels, under one id, and tells for each what became of it. Rejects for a message
 * that can't be published anywhere.
 */
export async function serverBroadcast(
  services: Services,
  channels: readonly string[],
  name: string,
  data: unknown,
  options: ServerPublishOptions,
): Promise<readonly BroadcastOutcome[]> {
  if (channels.length > mostChannels) {
    services.limitHits.hit('broadcastChannels')
    throw refusal('invalid_argument', `A message can be for ${mostChannels} channels at once.`, {
      hint: 'Call `broadcast` several times, with the same `id`.',
    })
  }
  const message = draftFrom(services, name, data, options)
  const outcomes: BroadcastOutcome[] = []
  while (outcomes.length < channels.length) {
    if (outcomes.length > 0) await new Promise<void>((resolve) => services.turns.later(resolve))
    const some = channels.slice(outcomes.length, outcomes.length + channelsPerTurn)
    outcomes.push(...(await Promise.all(some.map((channel) => publishIn(services, channel, message)))))
  }
  return outcomes
}

async function publishIn(services: Services, channel: string, message: EngineMessage): Promise<BroadcastOutcome> {
  try {
    return { channel, receipt: await publishDraft(services, channel, message) }
  } catch (error) {
    return { channel, error: told(services, channel, error) }
  }
}

function told(services: Services, channel: string, error: unknown): RealtimeError {
  if (RealtimeError.isInstance(error)) return error
  services.failures.report('A broadcast failed in one of its channels', error)
  return refusal('server_error', 'The server failed to do this.', { retryable: true, channel, cause: error })
}
