import { createHash } from 'node:crypto'
import { access, constants, lstat, mkdir } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { refusal } from '../refusal.ts'

/**
 * Makes the folder in which a development server on `port` keeps messages that nobody said a place for: in the cache of
 * the project around `cwd`, else among this user's temporary files. Rejects where it can't be had.
 */
export async function projectCache(cwd: string, port: number): Promise<string> {
  const project = await projectAround(cwd)
  if (project !== null) {
    const folder = join(project, 'node_modules', '.cache', 'herenow', String(port))
    await mkdir(folder, { recursive: true })
    return folder
  }
  const own = join(tmpdir(), `herenow-${userInfo().username.replace(/[^\w-]/g, '_')}`)
  await mkdir(own, { recursive: true, mode: 0o700 })
  await assertOwn(own)
  const folder = join(own, createHash('sha256').update(cwd).digest('hex').slice(0, 16), String(port))
  await mkdir(folder, { recursive: true })
  return folder
}

/** The nearest folder with a package.json, at `cwd` or above it; `null` where there is none. */
async function projectAround(cwd: string): Promise<string | null> {
  const isProject = await access(join(cwd, 'package.json'), constants.R_OK).then(
    () => true,
    () => false,
  )
  if (isProject) return cwd
  const above = dirname(cwd)
  return above === cwd ? null : projectAround(above)
}

/** Others may write where temporary files are, so a folder of ours may have been made by somebody else before. */
async function assertOwn(folder: string): Promise<void> {
  const { uid } = userInfo()
  const found = await lstat(folder)
  // On Windows there is no such number, and each user has temporary files of their own.
  if (uid === -1 || (found.isDirectory() && found.uid === uid && (found.mode & 0o022) === 0)) return
  throw refusal('forbidden', `The folder "${folder}" belongs to somebody else, or others may write in it.`)
}
