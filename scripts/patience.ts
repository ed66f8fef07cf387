import { vi } from 'vitest'

// How long a test waits for what it expects, unless it says so itself. Vitest gives up after a second, which decides by
// the load of the machine; this ends only what never comes.
const patience = 30_000
const waitFor = vi.waitFor.bind(vi)

vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: patience, ...options })
