/** Milliseconds: the first pause, and the longest. */
const first = 1_000
const longest = 300_000
/** The longest pause that a receiver may ask for. Milliseconds. */
const longestAsked = 3_600_000

/**
 * How long to wait after so many failures in a row, in milliseconds: twice as long each time, with a random part so that
 * webhooks don't try all at once. `asked` is what the receiver asked for.
 */
export function retryPause(failures: number, random: number, asked: number | null): number {
  const whole = Math.min(first * 2 ** Math.min(failures - 1, 30), longest)
  return Math.round(Math.max(whole / 2 + (whole / 2) * random, Math.min(asked ?? 0, longestAsked)))
}

/** What a `Retry-After` asks for, in milliseconds. `null`: nothing that can be understood. */
export function readRetryAfter(header: string | null, date: number): number | null {
  if (header === null) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000
  const until = Date.parse(header)
  return Number.isNaN(until) ? null : Math.max(until - date, 0)
}
