/** What a request is answered with that isn't granted. */
export class Refusal extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, message: string, body?: unknown) {
    super(message)
    this.status = status
    this.body = body ?? { message, error: true, service: 'Access Manager', status }
  }
}

/** The right to `channels` is missing. */
export function forbidden(channels: readonly string[]): Refusal {
  const message = 'Forbidden'
  const body = { message, payload: { channels }, error: true, service: 'Access Manager', status: 403 }
  return new Refusal(403, message, body)
}

/** A publish is answered with a list, also where it is refused. */
export function refusedPublish(status: number, message: string, timetoken: string): Refusal {
  return new Refusal(status, message, [0, message, timetoken])
}

/** The keyset doesn't have a feature. */
export function notEnabled(service: string, feature: string): Refusal {
  const message = `${feature} is not enabled for this subscribe key. Enable it in the Admin Portal.`
  return new Refusal(402, message, { status: 402, error: 1, error_message: message, message, service })
}
