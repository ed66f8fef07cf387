import type { Clock, RealtimeError } from '@herenow/adapter'
import type { Failures } from '../env/failures.ts'
import type { HookMeter } from '../hooks/hook-meter.ts'
import { inTime } from '../hooks/in-time.ts'
import { refusal } from '../refusal.ts'
import type { Authorize, AuthorizeQuestion } from './authorize.ts'
import { readAnswer } from './authorize.ts'
import type { Action } from './rights.ts'

/** Milliseconds for one answer. */
const deadline = 5_000
/** Answers that are kept of one connection; beyond it the oldest are asked for again. */
const mostKept = 2_000

/** Something in a channel that a client wants to do. */
export interface Question {
  readonly channel: string
  readonly action: Action
}

/** An answer, and what it was given for. `error`: why not. */
interface Permission extends Question {
  readonly error: RealtimeError | null
  /** Monotonic milliseconds. */
  readonly until: number
}

type Client = AuthorizeQuestion['client']

interface AppPermissionsNeeds {
  readonly authorize: Authorize
  readonly clock: Clock
  readonly failures: Failures
  readonly hookMeter: HookMeter
  /** As the log knows it. */
  readonly connectionId: string
}

/** What the app has said of one connection. Answers are looked up at once, and asked for before they are needed. */
export class AppPermissions {
  readonly #needs: AppPermissionsNeeds
  readonly #known = new Map<string, Permission>()
  readonly #asking = new Map<string, Promise<void>>()
  #client: Client
  /** Grows whenever the client becomes another than answers under way are for. */
  #version = 0

  constructor(needs: AppPermissionsNeeds, client: Client) {
    this.#needs = needs
    this.#client = client
  }

  /**
   * Says who the client is from now on. Answers count for the client as it was told: for another `info` everything has to
   * be asked again, also what is under way. Returns whether that is so.
   */
  become(client: Client): boolean {
    const before = this.#client
    this.#client = client
    if (client.info === before.info || JSON.stringify(client) === JSON.stringify(before)) return false
    this.#version += 1
    for (const [key, permission] of this.#known) this.#known.set(key, { ...permission, until: -Infinity })
    return true
  }

  /** Everything that has been asked about an action. */
  known(action: Action): readonly Question[] {
    return [...this.#known.values()].filter((question) => question.action === action)
  }

  /** Whether the last answer was yes. What was never asked is not allowed. */
  allows(question: Question): boolean {
    return this.#known.get(keyOf(question))?.error === null
  }

  /** Why something is not allowed; `null`: it is. What was never asked is not. */
  denial({ channel, action }: Question): RealtimeError | null {
    const permission = this.#known.get(keyOf({ channel, action }))
    return permission === undefined
      ? refusal('forbidden', 'This has not been allowed yet.', { channel })
      : permission.error
  }

  /** What has to be asked for: never asked, or too long ago. */
  unanswered(questions: readonly Question[]): readonly Question[] {
    const now = this.#needs.clock.now()
    return questions.filter((question) => !((this.#known.get(keyOf(question))?.until ?? -Infinity) > now))
  }

  /** Asks for answers. Rejects with a retryable `server_error` where the app gives none; what it said before stays. */
  async ask(questions: readonly Question[]): Promise<void> {
    await Promise.all(questions.map((question) => this.#askOnce(question)))
  }

  /** Milliseconds until one of these has to be asked again. */
  nextRenewal(questions: readonly Question[]): number {
    const ends = questions.map((question) => this.#known.get(keyOf(question))?.until ?? 0)
    return Math.max(Math.min(...ends) - this.#needs.clock.now(), 0)
  }

  #askOnce(question: Question): Promise<void> {
    const key = keyOf(question)
    const underWay = this.#asking.get(key)
    if (underWay !== undefined) return underWay
    const asking = this.#ask(question, key).finally(() => this.#asking.delete(key))
    this.#asking.set(key, asking)
    return asking
  }

  async #ask(question: Question, key: string): Promise<void> {
    const { clock, failures, connectionId } = this.#needs
    const [client, version] = [this.#client, this.#version]
    let isOutdated = false
    try {
      const { allowed, reason, seconds } = await this.#answer({ client, ...question })
      const error = allowed ? null : notAllowed(question, reason)
      isOutdated = version !== this.#version
      if (!isOutdated) this.#keep(key, { ...question, error, until: clock.now() + seconds * 1_000 })
    } catch (error) {
      failures.report('`authorize` gave no answer', error, { connectionId, clientId: client.clientId })
      throw refusal('server_error', 'Whether this is allowed could not be found out just now.', {
        channel: question.channel,
        retryable: true,
        cause: error,
      })
    }
    if (isOutdated) await this.#ask(question, key)
  }

  #answer(question: AuthorizeQuestion): Promise<ReturnType<typeof readAnswer>> {
    const { authorize, clock, hookMeter } = this.#needs
    const ask = async (): Promise<ReturnType<typeof readAnswer>> =>
      readAnswer(await inTime(clock, deadline, async () => authorize(question)))
    return hookMeter.measure('authorize', ask, {
      result: ({ allowed }) => (allowed ? 'allowed' : 'refused'),
      error: () => 'failed',
    })
  }

  #keep(key: string, permission: Permission): void {
    this.#known.delete(key)
    this.#known.set(key, permission)
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostKept && oldest !== undefined) this.#known.delete(oldest)
  }
}

function keyOf({ channel, action }: Question): string {
  return `${action} ${channel}`
}

function notAllowed({ channel, action }: Question, reason: string): RealtimeError {
  return refusal('forbidden', reason === '' ? `You may not "${action}" in this channel.` : reason, { channel })
}
