import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where a server that was got for the tests stays: outside the repository, so that every checkout finds it.
 *
 * @param {string} name
 * @returns {string} a folder, which need not be there yet
 */
export function cacheFolder(name) {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'herenow', name)
}
