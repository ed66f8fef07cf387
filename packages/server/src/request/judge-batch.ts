import { assertNever } from '@herenow/adapter'
import type { ErrorBody, ReceivedPublish, WireOutgoing } from '@herenow/protocol'
import type { EngineMessage } from '../engine/engine.ts'
import type { PublishHook } from '../hooks/publish-hook.ts'
import type { Connection } from '../socket/connection.ts'

/** A message of a batch on its way to the engine, or what became of it before. */
export type Prepared = { readonly message: EngineMessage } | { readonly error: ErrorBody } | { readonly held: true }

interface BatchToJudge {
  readonly hook: PublishHook
  readonly connection: Connection
  readonly channel: string
  readonly messages: ReceivedPublish['messages']
  /** Checks a changed message, and makes it ready for the engine. */
  readonly prepare: (message: WireOutgoing) => Prepared
  /** What later messages get when an earlier one is to be sent again. */
  readonly outOfOrder: ErrorBody
}

/** Asks the app about the messages of a batch, all at once, and returns what is left of them, in order. */
export async function judgeBatch(batch: BatchToJudge, prepared: readonly Prepared[]): Promise<readonly Prepared[]> {
  const judged = await Promise.all(
    prepared.map(async (each, index) => {
      const message = batch.messages[index]
      return 'message' in each && message !== undefined && !('malformed' in message)
        ? judge(batch, message, each)
        : each
    }),
  )
  const first = judged.findIndex((each) => 'error' in each && each.error.retryable === true)
  if (first < 0) return judged
  return judged.map((each, index) => (index > first ? { error: batch.outOfOrder } : each))
}

async function judge(
  { hook, connection, channel, prepare }: BatchToJudge,
  message: WireOutgoing,
  asIs: Prepared,
): Promise<Prepared> {
  const { id, name, data, meta, store } = message
  const { clientId, connectionId, info } = connection
  const judgement = await hook.judge({
    channel,
    id,
    name,
    data,
    meta: meta ?? null,
    store: store !== false,
    client: { clientId, connectionId, info },
  })
  switch (judgement.kind) {
    case 'pass':
      return asIs
    case 'refuse':
      return { error: judgement.error }
    case 'hold':
      return { held: true }
    case 'change':
      return prepare({ ...message, name: judgement.name ?? name, data: judgement.data ?? data })
    default:
      return assertNever(judgement)
  }
}
