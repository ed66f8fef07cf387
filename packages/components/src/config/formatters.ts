/** Formats numbers, times and lists. Times are milliseconds since 1970; what no date can hold comes out empty. */
export interface Formatters {
  readonly number: (value: number) => string
  /** The time of day: "9:41 AM". */
  readonly time: (at: number) => string
  /** A day: "Saturday, November 21". The year is added when it isn't that of `now`. */
  readonly day: (at: number, now: number) => string
  /** Exact, for tooltips: "November 21, 2026 at 9:41 AM". */
  readonly dateTime: (at: number) => string
  /** "yesterday", "today", "in 2 minutes": the nearest whole `unit`. */
  readonly relative: (value: number, unit: Intl.RelativeTimeFormatUnit) => string
  /** "Ada, Grace and Alan". */
  readonly list: (items: readonly string[]) => string
}

const made = new Map<string, Formatters>()

/** The formatters of a locale and a time zone: made once, since Intl's are slow to make and quick to use. */
export function formattersFor(locale: string, timeZone?: string): Formatters {
  const key = `${locale} ${timeZone}`
  const formatters = made.get(key) ?? createFormatters(locale, timeZone)
  made.set(key, formatters)
  return formatters
}

/**
 * Formatters by `Intl`, each made when first used.
 *
 * @param timeZone - an IANA name; default: the viewer's own
 */
export function createFormatters(locale: string, timeZone?: string): Formatters {
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = once(() => new Intl.DateTimeFormat(locale, { ...options, timeZone }))
    return (at: number) => (isTime(at) ? format().format(at) : '')
  }
  const numbers = once(() => new Intl.NumberFormat(locale))
  const relatives = once(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  const lists = once(() => new Intl.ListFormat(locale, { type: 'conjunction' }))
  const year = dates({ year: 'numeric' })
  const day = dates({ weekday: 'long', month: 'long', day: 'numeric' })
  const dayOfOtherYear = dates({ year: 'numeric', month: 'long', day: 'numeric' })
  return {
    number: (value) => numbers().format(value),
    time: dates({ hour: 'numeric', minute: '2-digit' }),
    day: (at, now) => (year(at) === year(now) ? day : dayOfOtherYear)(at),
    dateTime: dates({ dateStyle: 'long', timeStyle: 'short' }),
    relative: (value, unit) => relatives().format(value, unit),
    list: (items) => lists().format(items),
  }
}

/** Whether a date can hold it: `Intl` throws for anything else, and with it the whole page. */
export function isTime(at: number): boolean {
  return !Number.isNaN(new Date(at).getTime())
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
