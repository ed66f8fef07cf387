import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Two commands started at once in a fresh checkout: one installs, the other waits for it.

/**
 * @param {string} work what the turn is for, a word
 * @returns {Promise<() => void>} ends the turn
 */
export async function takeTurn(work) {
  const place = createHash('sha256')
    .update(import.meta.url)
    .digest('hex')
    .slice(0, 16)
  const lock = join(tmpdir(), `herenow-${work}-${place}`)
  const remove = () => rmSync(lock, { recursive: true, force: true })
  for (let told = false; ; told = true) {
    try {
      mkdirSync(lock)
      writeFileSync(join(lock, 'pid'), String(process.pid))
      process.once('exit', remove)
      return () => {
        // From here on the lock may be somebody else's.
        process.off('exit', remove)
        remove()
      }
    } catch (error) {
      if (!isNodeError(error) || error.code !== 'EEXIST') throw error
    }
    if (isAbandoned(lock)) {
      remove()
      continue
    }
    if (!told) console.log(`Another command is at it (${work}); waiting for it`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

/** @param {string} lock */
function isAbandoned(lock) {
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'))
    process.kill(pid, 0)
    return false
  } catch (error) {
    if (!isNodeError(error) || error.code === 'EPERM') return false
    if (error.code === 'ESRCH') return true
    // No pid in it yet: its owner is about to write it, or died before it could.
    const created = statSync(lock, { throwIfNoEntry: false })?.mtimeMs
    return created !== undefined && Date.now() - created > 5_000
  }
}

/**
 * @param {unknown} error
 * @returns {error is NodeJS.ErrnoException}
 */
function isNodeError(error) {
  return error instanceof Error && 'code' in error
}
