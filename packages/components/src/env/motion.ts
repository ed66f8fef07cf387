/** Whether the reader asked for less motion, or nobody can tell: some test environments have no `matchMedia`. */
export function asksForLessMotion(): boolean {
  return typeof matchMedia === 'undefined' || matchMedia('(prefers-reduced-motion: reduce)').matches
}
