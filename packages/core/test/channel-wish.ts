/** What a person wants of a channel, told in the simplest way. */
export class ChannelWish {
  #byHand = false
  #leases = 0
  #isPresent = false
  #isStopped = false
  /** The connection was closed by hand. */
  isShut = false

  /** Something may be heard. */
  get isAttached(): boolean {
    return !this.#isShutOrStopped && (this.#byHand || this.isLeased)
  }

  /** Comes back by itself, whatever the service refused meanwhile. */
  get isLeased(): boolean {
    return this.#leases > 0 || this.#isPresent
  }

  get #isShutOrStopped(): boolean {
    return this.isShut || this.#isStopped
  }

  attach(): void {
    // Refused at once while the connection is closed.
    if (this.isShut) return
    this.#byHand = true
    this.#isStopped = false
  }

  lease(): void {
    this.#leases += 1
    this.#isStopped = false
  }

  release(): void {
    this.#leases = Math.max(0, this.#leases - 1)
  }

  enter(): void {
    this.#isPresent = true
    this.#isStopped = false
  }

  leave(): void {
    this.#isPresent = false
  }

  detach(): void {
    this.#byHand = this.#isPresent = false
    this.#isStopped = true
  }
}
