import type { ErrorBody } from '@herenow/protocol'

/** Why a request for a connection is not granted. */
export interface RefusedRequest {
  readonly status: 400 | 403 | 404 | 429 | 503
  readonly error: ErrorBody
}
