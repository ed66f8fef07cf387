/** Seconds in each unit of a time span. */
const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** Seconds of a text such as `30s`, `15m`, `1h` or `7d`; `null`: it is none. */
export function readTimeSpan(text: string): number | null {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const seconds = Number(count) * (units[unit ?? ''] ?? Number.NaN)
  return seconds > 0 ? seconds : null
}
