import type { Counter, Histogram } from 'prom-client'
import { Registry } from 'prom-client'
import { errorLabel } from './error-label.ts'
import { counter, histogram, readCount, readCounts } from './instruments.ts'

/** What was refused: a request, a message of one, a channel that was attached, a whole connection, or an upgrade to one. */
type Refused = 'request' | 'message' | 'channel' | 'connection' | 'upgrade'

/** Functions of the app that the server waits for. */
export type HookName = 'verify' | 'authenticate' | 'authorize' | 'onPublish'
/** What a function of the app came to: `failed` is one that threw, was late or made no sense. */
export type HookOutcome = 'allowed' | 'refused' | 'failed'

/** What an engine is asked to do. */
type EngineOperation = 'publish' | 'history' | 'position' | 'removeHistory' | 'removeMessage'

/** Counts by names that are known beforehand. */
type Tally<Name extends string> = Record<Name, number>

/**
 * What has happened on a server since it was made, for Prometheus. What happens with every frame or message is a plain
 * number, read when somebody asks; no label has values that clients choose.
 */
export class ServerMetrics {
  readonly registry: Registry = new Registry()
  /** Frames of text, and the bytes in them. */
  readonly traffic: Tally<'receivedFrames' | 'receivedBytes' | 'sentFrames' | 'sentBytes'> = {
    receivedFrames: 0,
    receivedBytes: 0,
    sentFrames: 0,
    sentBytes: 0,
  }
  /** `accepted`: new, and told to all. `held`: only its sender thinks so. */
  readonly publishes: Tally<'accepted' | 'duplicate' | 'refused' | 'held'> = {
    accepted: 0,
    duplicate: 0,
    refused: 0,
    held: 0,
  }
  /** `forgotten`: the connection that the client asked to resume isn't known. */
  readonly hellos: Tally<'resumed' | 'forgotten' | 'fresh'> = { resumed: 0, forgotten: 0, fresh: 0 }
  /** `recovered`: all that was missed follows. `gap`: less does. `fresh`: nothing was asked for. */
  readonly attaches: Tally<'recovered' | 'gap' | 'fresh'> = { recovered: 0, gap: 0, fresh: 0 }
  connectionsOpened = 0
  deliveries = 0
  signals = 0
  /** Of history and replays. */
  messagesRead = 0
  /** For how long clients were held to their rate, in all. */
  heldMilliseconds = 0
  readonly #ended: Counter<'reason' | 'code'>
  readonly #refusals: Counter<'what' | 'code'>
  readonly #hooks: Histogram<'hook' | 'outcome'>
  readonly #published: Histogram
  readonly #historyReads: Histogram
  readonly #engineFailures: Counter<'operation'>
  readonly #apiRequests: Counter<'method' | 'status'>
  readonly #apiCommands: Counter<'method' | 'code'>

  constructor() {
    const all = this.registry
    const made = <Label extends string>(name: string, help: string, labels: readonly Label[]): Counter<Label> =>
      counter(all, name, help, labels)
    this.#ended = made('herenow_connections_ended_total', 'Connections that ended, by why and with which close code.', [
      'reason',
      'code',
    ])
    this.#refusals = made('herenow_refusals_total', 'Errors that clients were told.', ['what', 'code'])
    this.#engineFailures = made('herenow_engine_failures_total', 'What the engine failed at.', ['operation'])
    this.#apiRequests = made('herenow_http_requests_total', 'Requests to the HTTP API.', ['method', 'status'])
    this.#apiCommands = made('herenow_api_commands_total', 'Methods that were run for back ends; code 0 is success.', [
      'method',
      'code',
    ])
    this.#hooks = histogram(all, 'herenow_hook_seconds', 'How long functions of the app took.', ['hook', 'outcome'])
    this.#published = histogram(all, 'herenow_engine_publish_seconds', 'How long it took to store what came together.')
    this.#historyReads = histogram(all, 'herenow_engine_history_seconds', 'How long it took to read a page of history.')
    this.#registerNumbers(all)
  }

  /** A connection ended. `code`: what its socket was closed with, or why not. */
  ended(reason: string, code: string): void {
    this.#ended.inc({ reason, code })
  }

  /** A client was told an error. */
  refused(what: Refused, code: string, count = 1): void {
    this.#refusals.inc({ what, code: errorLabel(code) }, count)
  }

  /** A function of the app has answered, or hasn't. */
  hookRan(hook: HookName, outcome: HookOutcome, milliseconds: number): void {
    this.#hooks.observe({ hook, outcome }, milliseconds / 1_000)
  }

  engineStored(milliseconds: number): void {
    this.#published.observe(milliseconds / 1_000)
  }

  engineRead(messages: number, milliseconds: number): void {
    this.messagesRead += messages
    this.#historyReads.observe(milliseconds / 1_000)
  }

  engineFailed(operation: EngineOperation): void {
    this.#engineFailures.inc({ operation })
  }

  /** A request to the API was answered. `method`: one of those that there are, or `unknown`. */
  apiAnswered(method: string, status: number): void {
    this.#apiRequests.inc({ method, status: String(status) })
  }

  /** A method of the API was run, by itself or among others. */
  apiRan(method: string, code: number): void {
    this.#apiCommands.inc({ method, code: String(code) })
  }

  #registerNumbers(all: Registry): void {
    const { traffic } = this
    const count = (name: string, help: string, read: () => number): void =>
      readCount(all, `herenow_${name}_total`, help, read)
    const tally = (name: string, help: string, counts: Readonly<Record<string, number>>): void =>
      readCounts(all, `herenow_${name}_total`, help, { label: 'outcome', read: () => Object.entries(counts) })
    count('connections_opened', 'Sockets that were accepted.', () => this.connectionsOpened)
    tally('hellos', 'Clients that were let in, by what became of the connection they had.', this.hellos)
    tally('attaches', 'Attaches that were granted, by whether all that was missed follows.', this.attaches)
    tally('publishes', 'Messages that were to be published.', this.publishes)
    count('signals', 'Signals that were sent.', () => this.signals)
    count('deliveries', 'New messages, each counted for every subscriber.', () => this.deliveries)
    count('received_frames', 'Frames that clients sent.', () => traffic.receivedFrames)
    count('received_bytes', 'Bytes of text in them.', () => traffic.receivedBytes)
    count('sent_frames', 'Frames that clients were sent.', () => traffic.sentFrames)
    count('sent_bytes', 'Bytes of text in them.', () => traffic.sentBytes)
    count('history_messages', 'Messages that history and replays were read from.', () => this.messagesRead)
    count('rate_limit_wait_seconds', 'For how long clients were held to their rate.', () => {
      return this.heldMilliseconds / 1_000
    })
  }
}
