import type { IncomingMessage } from 'node:http'
import type { Random } from '@herenow/adapter'
import { randomId } from '../random-id.ts'

/** Names the request, in and out. */
export const requestIdHeader = 'X-Request-Id'

/** Letters that neither break a line of a log nor mean anything to what reads it. */
const idForm = /^[\w.:~+/=-]{1,128}$/

/** The id by which the log knows each request: the one that a proxy gave it, or one of ours. */
export class RequestIds {
  readonly #random: Random
  readonly #known = new WeakMap<IncomingMessage, string>()

  constructor(random: Random) {
    this.#random = random
  }

  of(request: IncomingMessage): string {
    const known = this.#known.get(request)
    if (known !== undefined) return known
    const given = request.headers['x-request-id']
    const id = typeof given === 'string' && idForm.test(given) ? given : randomId(this.#random, 12)
    this.#known.set(request, id)
    return id
  }
}
