/** Ten millionths of a second: what PubNub counts in. */
const unitsOfMillisecond = 10_000n

/** Between two moments, so that a number, which holds these only to the second unit, tells them apart. */
const step = 10n

/** PubNub's clock: moments since 1970 as whole numbers of 17 digits, none of them twice. */
export class Timetokens {
  #last = 0n

  /** The present moment, later than all before. */
  next(): string {
    const now = BigInt(Date.now()) * unitsOfMillisecond
    this.#last = now > this.#last ? now : this.#last + step
    return String(this.#last)
  }
}

/** Orders timetokens of any length, such as `0` for "from the beginning". */
export function isAfter(one: string, other: string): boolean {
  return BigInt(one) > BigInt(other)
}
