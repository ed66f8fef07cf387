import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/**
 * Names the present run of the machine: another name means that it was started anew since. On Linux a random id, and
 * elsewhere the time of its start, which moves when the clock is set.
 */
export function bootIdentity(): string {
  try {
    return `id:${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`
  } catch {
    return `at:${Math.round(Date.now() - uptime() * 1_000)}`
  }
}
