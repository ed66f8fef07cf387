import { findOnPath } from './browser.mjs'
import { ensurePackages } from './debian-packages.mjs'

/** The proxies that docs/deploy.md shows, and what makes certificates for them. */
const commands = ['nginx', 'caddy', 'openssl']

/**
 * Whether a test can use one of them.
 *
 * @param {string} name
 */
export function isThere(name) {
  return findOnPath([name]) !== null
}

/** Installs what is missing, where that can be done. */
export async function ensureProxies() {
  const areThere = () => commands.every(isThere)
  if (!(await ensurePackages(['nginx-light', 'caddy', 'openssl'], areThere))) {
    console.log(
      'Missing: nginx, Caddy or openssl; as root they come with Debian’s apt-get (nginx-light, caddy, openssl)',
    )
  }
}
