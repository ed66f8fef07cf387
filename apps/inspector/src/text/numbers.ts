const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const units = ['B', 'KiB', 'MiB', 'GiB']

/** A count, such as `12,345`. */
export function count(number: number): string {
  return whole.format(number)
}

/** How much of a list is shown. */
export function ofTotal(rows: number, total: number): string {
  return rows < total ? `${count(rows)} of ${count(total)}` : count(total)
}

/** A rate or a delay: with a decimal where that says something. */
export function amount(number: number): string {
  return number < 100 ? short.format(number) : whole.format(number)
}

/** Bytes, such as `1.5 MiB`. */
export function bytes(number: number): string {
  let [size, unit] = [number, 0]
  while (size >= 1_024 && unit < units.length - 1) {
    size /= 1_024
    unit += 1
  }
  return `${amount(size)} ${units[unit] ?? 'B'}`
}

/** How long something has been going on, such as `3 h 20 min`. */
export function span(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1_000)
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${minutes} min`
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`
}

/** A moment: its time of day, and its date unless that is today. */
export function moment(time: number): string {
  const date = new Date(time)
  const isToday = date.toDateString() === new Date().toDateString()
  return isToday ? clockTime(time) : `${date.toLocaleDateString('en-CA')} ${clockTime(time)}`
}

/** A time of day. */
export function clockTime(time: number): string {
  return new Date(time).toLocaleTimeString('en', { hour12: false })
}
