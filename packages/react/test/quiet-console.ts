import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { MockInstance } from 'vitest'

/** Fails a test in which React, or anything else, complained on the console. Gives the spy on `console.error`. */
export function expectQuietConsole(): { errors(): MockInstance<(...args: never) => void> } {
  const spies: MockInstance<(...args: never) => void>[] = []
  beforeEach(() => {
    spies.push(vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'))
  })
  afterEach(() => {
    const complaints = spies.flatMap((spy) => spy.mock.calls)
    spies.splice(0).forEach((spy) => spy.mockRestore())
    expect(complaints).toEqual([])
  })
  return {
    errors: () => {
      const [errors] = spies
      if (errors === undefined) throw new Error('Ask while a test runs')
      return errors
    },
  }
}
