/** Bytes that are many, for all receivers together: writing them takes about as long as a fan-out to a thousand. */
const much = 1_048_576

/** Whether so many bytes have to be paid for, and wait their turn. */
export function isMuch(bytes: number): boolean {
  return bytes >= much
}

/** What it costs to have so many bytes delivered, in requests. */
export function deliveryWork(bytes: number): number {
  return Math.floor(bytes / much)
}
