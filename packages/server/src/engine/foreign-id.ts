import type { ErrorBody } from '@herenow/protocol'
import { errorBody, refusal } from '../refusal.ts'

/** The answer to a client that publishes under an id of somebody else. */
export const foreignId: ErrorBody = errorBody(
  refusal('forbidden', 'Another client has published a message with this id.', {
    hint: 'Make a new random id for every message.',
  }),
)
