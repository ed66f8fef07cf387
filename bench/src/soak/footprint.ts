/** What the server's process holds at one moment, after a full garbage collection. */
export interface Footprint {
  readonly heapBytes: number
  readonly sockets: number
  readonly timers: number
  /** Listeners on the process itself. */
  readonly listeners: number
  readonly connections: number
  readonly channels: number
}

/** Growth of the heap that is no leak: compiled code, caches of the runtime, rounding. */
const heapShare = 0.1
const heapSlack = 2_000_000

/** What is held at the end and was not at the start, in words. Both measured with nobody connected. */
export function leftovers(before: Footprint, after: Footprint): readonly string[] {
  const found: string[] = []
  for (const name of ['sockets', 'timers', 'listeners', 'connections', 'channels'] as const) {
    if (after[name] > before[name]) found.push(`${name}: ${before[name]} before, ${after[name]} after`)
  }
  if (after.heapBytes > before.heapBytes * (1 + heapShare) + heapSlack) {
    found.push(`heap: ${before.heapBytes} bytes before, ${after.heapBytes} after`)
  }
  return found
}
