import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { onTestFinished, vi } from 'vitest'
import { ManualClock } from '../manual-clock.ts'

/** A secret for tests; another one for each number. */
export function testSecret(number = 1): string {
  return `whsec_${Buffer.alloc(32, number).toString('base64')}`
}

/** A request as it arrived. */
interface ArrivedRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly events: readonly { readonly id: string }[]
}

type Answer = (response: ServerResponse, request: ArrivedRequest) => void

/** A real HTTP server that webhooks send to. */
export interface WebhookTarget {
  readonly url: string
  /** For the sender too: signatures are good for five minutes. */
  readonly clock: ManualClock
  /** All requests, whatever the answer was. */
  readonly requests: readonly ArrivedRequest[]
  /** Ids of the events of requests that were answered with success, in the order of their arrival. */
  readonly taken: readonly string[]
  /** How it answers from now on. Default: 204. */
  answer: Answer
  /** Ends it, as a machine that goes down. */
  goDown(): Promise<void>
  /** Is there again, at the same address. */
  comeUp(): Promise<void>
}

export const yes: Answer = (response) => void response.writeHead(204).end()

/** An answer with a status. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => void response.writeHead(code, headers).end('<html>')
}

/** Starts one for one test. What the library of Standard Webhooks doesn't take is answered with 401. */
export async function startTarget(
  secret: string = testSecret(),
  clock: ManualClock = new ManualClock(),
): Promise<WebhookTarget> {
  const requests: ArrivedRequest[] = []
  const taken: string[] = []
  let server: Server | null = null
  let port = 0
  const webhook = new Webhook(secret)
  const listen = async (): Promise<void> => {
    server = createServer((request, response) => void arrived(request, response))
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  const goDown = async (): Promise<void> => {
    const open = server
    server = null
    if (open === null) return
    open.closeAllConnections()
    open.close()
    await once(open, 'close')
  }
  const arrived = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = (await request.setEncoding('utf8').toArray()).join('')
    const headers = request.headers as Record<string, string>
    const events = eventsIn(webhook, clock, body, headers)
    if (events === null) {
      response.writeHead(401).end()
      return
    }
    requests.push({ headers, body, events })
    response.once('finish', () => {
      if (response.statusCode < 300) taken.push(...events.map(({ id }) => id))
    })
    target.answer(response, { headers, body, events })
  }
  await listen()
  onTestFinished(goDown)
  const url = `http://127.0.0.1:${port}/hook`
  const target: WebhookTarget = { url, clock, requests, taken, answer: yes, goDown, comeUp: listen }
  return target
}

/** The library looks at the clock of the process. */
function eventsIn(
  webhook: Webhook,
  clock: ManualClock,
  body: string,
  headers: Record<string, string>,
): ArrivedRequest['events'] | null {
  vi.setSystemTime(clock.date())
  try {
    return (webhook.verify(body, headers) as Pick<ArrivedRequest, 'events'>).events
  } catch {
    return null
  } finally {
    vi.useRealTimers()
  }
}
