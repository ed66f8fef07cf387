import type { EngineMessage, EngineOutcome, EnginePage, Retention } from '../engine/engine.ts'
import { draftMessage } from '../engine/message-draft.ts'

/** What channels keep unless a test says otherwise. */
export const usualRetention: Retention = { messages: 1_000, seconds: 86_400 }

/** A message for an engine; `data` becomes its text. */
export function engineMessage(
  id: string,
  more: Partial<EngineMessage> & { readonly data?: string } = {},
): EngineMessage {
  const { data = `"${id}"`, clientId = 'ana', store = true, ttl = null } = more
  return {
    id,
    clientId,
    store,
    ttl,
    draft: draftMessage({ id, name: 'said', data, publisher: `"clientId":"${clientId}"` }),
  }
}

/** Messages `prefix1`, `prefix2`, … */
export function engineMessages(count: number, prefix = 'm'): readonly EngineMessage[] {
  return Array.from({ length: count }, (_, index) => engineMessage(`${prefix}${index + 1}`))
}

/** Offsets of a page. */
export function offsetsOf(page: EnginePage): readonly number[] {
  return page.messages.map((message) => message.offset)
}

/** Offsets that messages got; `null` for what isn't stored or was refused. */
export function outcomeOffsets(outcomes: readonly EngineOutcome[]): readonly (number | null)[] {
  return outcomes.map((outcome) => (outcome.kind === 'refused' ? null : (outcome.position?.offset ?? null)))
}
