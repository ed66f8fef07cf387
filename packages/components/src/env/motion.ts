/** Whether the reader asked for less motion. `true` in test environments without `matchMedia`. */
export function asksForLessMotion(): boolean {
  return typeof matchMedia === 'undefined' || matchMedia('(prefers-reduced-motion: reduce)').matches
}
