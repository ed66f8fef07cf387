import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder for the files of one test; gone when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'herenow-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Copies a database as a crash would leave it: the file and its log, in whatever state. Done by another process,
 * because a process that closes a file lets go of all its locks on it.
 */
export function copyAsCrashed(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  const { status, stderr } = spawnSync('cp', ['-r', `${from}/.`, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`The copy failed: ${stderr}`)
}
