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
  /** More requests wait than may. */
  readonly crowded: () => void
  /** Answers about that have come anew. */
  readonly onRenewed: () => void
  /** Something threw that no request is answered with. */
  readonly failed: (error: unknown) => void
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
  /** When the timer fires, in monotonic milliseconds. */
  #due = Infinity
  #isOver = false

  constructor(needs: PermissionGateNeeds) {
    this.#needs = needs
  }

  get permissions(): AppPermissions {
    return this.#needs.permissions
  }

  /** Runs a request: at once where all is known and nothing of its channel waits. */
  pass({ channel, questions, run, refuse }: GatedRequest): void {
    const permissions = this.#present()
    const before = this.#tails.get(channel)
    const unanswered = permissions.unanswered(questions)
    if (before === undefined && unanswered.length === 0) {
      run()
      this.#renewLater(questions)
      return
    }
    if (this.#waiting >= mostWaiting) {
      this.#needs.crowded()
      refuse(tooMany)
      return
    }
    this.#waiting += 1
    this.#needs.onAsk(unanswered.length)
    const asked = permissions.ask(unanswered).then(
      () => run,
      (error: unknown) => () => refuse(error),
    )
    const tail = Promise.all([asked, before]).then(([act]) => {
      this.#waiting -= 1
      if (this.#tails.get(channel) === tail) this.#tails.delete(channel)
      if (this.#isOver) return
      act()
      this.#renewLater(questions)
    })
    tail.catch(this.#needs.failed)
    this.#tails.set(channel, tail)
  }

  /** The client may do other things by now: everything that lasts is asked again. */
  reconsider(): Promise<void> {
    return this.#renew(this.#needs.lasting())
  }

  /** The client may be told as somebody else than before: then everything that lasts is asked again. */
  reviewClient(): void {
    const { permissions, client, failed } = this.#needs
    if (permissions.become(client())) this.reconsider().catch(failed)
  }

  end(): void {
    this.#isOver = true
    this.#needs.clock.clearTimeout(this.#timer)
  }

  /** What has been said of the client as it is now. */
  #present(): AppPermissions {
    const { permissions, client } = this.#needs
    permissions.become(client())
    return permissions
  }

  /** Plans the next round. `begun`: what was just allowed to begin, and may last without doing so yet. */
  #renewLater(begun: readonly Question[]): void {
    const { permissions, clock } = this.#needs
    const begins = begun.filter(({ action }) => action === 'subscribe' || action === 'presence')
    if (this.#isOver || (begun.length > 0 && begins.length === 0)) return
    const lasting = [...this.#needs.lasting(), ...begins]
    if (lasting.length === 0) return
    const pause = Math.min(Math.max(permissions.nextRenewal(lasting), shortestPause), longestTimer)
    // Some answers last shorter than those that it was planned for.
    if (this.#timer !== null && this.#due <= clock.now() + pause) return
    clock.clearTimeout(this.#timer)
    this.#due = clock.now() + pause
    this.#timer = clock.setTimeout(() => {
      this.#timer = null
      this.#renew(permissions.unanswered(this.#needs.lasting())).catch(this.#needs.failed)
    }, pause)
  }

  async #renew(questions: readonly Question[]): Promise<void> {
    const permissions = this.#present()
    // Where no answer comes, which has been reported, the one before goes on.
    await Promise.allSettled(questions.map((question) => permissions.ask([question])))
    if (this.#isOver) return
    if (questions.length > 0) this.#needs.onRenewed()
    this.#renewLater([])
  }
}
