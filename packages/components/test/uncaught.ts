import { onTestFinished, vi } from 'vitest'

/** The errors that nobody catches from here on, until the test is over: they are expected, so they aren't printed. */
export function collectUncaught(): readonly ErrorEvent[] {
  const collected: ErrorEvent[] = []
  const collect = (event: ErrorEvent): void => {
    event.preventDefault()
    collected.push(event)
  }
  // Vitest prints the errors of a page that has a listener for them.
  const print = vi.spyOn(console, 'error').mockImplementation(() => {})
  addEventListener('error', collect)
  onTestFinished(() => {
    removeEventListener('error', collect)
    print.mockRestore()
  })
  return collected
}
