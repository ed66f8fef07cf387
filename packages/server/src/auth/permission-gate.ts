import type { Clock, Timer } from '@herenow/adapter'
import { longestTimer } from '../timings.ts'
import { refusal } from '../refusal.ts'
import type { AppPermissions, Question } from './app-permissions.ts'
import type { AuthorizeQuestion } from './authorize.ts'

/** Requests of one client that may wait for answers. */
const mostWaiting = 200
/** Milliseconds between two rounds of asking again, at least. */
const shortestPause = 1_000

const tooMany = refusal('rate_limited', 'Too many requests are waiting to be allowed.', {
  retryable: true,
  retryAfter: 1_000,
})

interface PermissionGateNeeds {
  readonly permissions: AppPermissions
  readonly client: () => AuthorizeQuestion['client']
  readonly clock: Clock
  /** What the client does all the time. */
  readonly lasting: () => readonly Question[]
  /** The app is asked so many questions for the client's sake. */
  readonly onAsk: (questions: number) => void
  /** Answers about that have come anew. */
  readonly onRenewed: () => void
}

/** A request: what it needs, and what is done with it. */
export interface GatedRequest {
  /** Requests of one channel keep their order. */
  readonly channel: string
  readonly questions: readonly Question[]
  readonly run: () => void
  readonly refuse: (error: unknown) => void
}

/** Holds a client's requests until the app has said whether they are allowed, and asks again while that matters. */
export class PermissionGate {
  readonly #needs: PermissionGateNeeds
  readonly #tails = new Map<string, Promise<void>>()
  #waiting = 0
  #timer: Timer = null
  #isOver = false

  constructor(needs: PermissionGateNeeds) {
    this.#needs = needs
  }

  get permissions(): AppPermissions {
    return this.#needs.permissions
  }

  /** Runs a request: at once where all is known and nothing of its channel waits. */
  pass({ channel, questions, run, refuse }: GatedRequest): void {
    const { permissions, client } = this.#needs
    const before = this.#tails.get(channel)
    const unanswered = permissions.unanswered(questions)
    if (before === undefined && unanswered.length === 0) {
      run()
      return
    }
    if (this.#waiting >= mostWaiting) {
      refuse(tooMany)
      return
    }
    this.#waiting += 1
    this.#needs.onAsk(unanswered.length)
    const asked = permissions.ask(client(), unanswered).then(
      () => run,
      (error: unknown) => () => refuse(error),
    )
    const tail = Promise.all([asked, before]).then(([act]) => {
      this.#waiting -= 1
      if (this.#tails.get(channel) === tail) this.#tails.delete(channel)
      if (this.#isOver) return
      act()
      this.#renewLater()
    })
    this.#tails.set(channel, tail)
  }

  /** The client may be somebody else by now, or may do other things: everything that lasts is asked again. */
  reconsider(): Promise<void> {
    return this.#renew(this.#needs.lasting())
  }

  end(): void {
    this.#isOver = true
    this.#needs.clock.clearTimeout(this.#timer)
  }

  #renewLater(): void {
    const { permissions, clock } = this.#needs
    const lasting = this.#needs.lasting()
    if (this.#timer !== null || lasting.length === 0) return
    const pause = Math.min(Math.max(permissions.nextRenewal(lasting), shortestPause), longestTimer)
    this.#timer = clock.setTimeout(() => {
      this.#timer = null
      void this.#renew(permissions.unanswered(this.#needs.lasting()))
    }, pause)
  }

  async #renew(questions: readonly Question[]): Promise<void> {
    const { permissions, client } = this.#needs
    // Where no answer comes, which has been reported, the one before goes on.
    await Promise.allSettled(questions.map((question) => permissions.ask(client(), [question])))
    if (this.#isOver) return
    if (questions.length > 0) this.#needs.onRenewed()
    this.#renewLater()
  }
}
