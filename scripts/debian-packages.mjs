import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { isRoot } from './browser.mjs'
import { takeTurn } from './turn.mjs'

/** Asked by Debian's packages before they start a service of theirs. */
const policy = '/usr/sbin/policy-rc.d'

/**
 * Installs packages of Debian where that can be done, unless what they bring is there. Says on stdout what it does.
 *
 * @param {string[]} packages
 * @param {() => boolean} isThere
 * @returns {Promise<boolean>} whether it is there now
 */
export async function ensurePackages(packages, isThere) {
  if (isThere() || !isRoot() || !existsSync('/usr/bin/apt-get')) return isThere()
  const release = await takeTurn('engines')
  try {
    if (!isThere()) install(packages)
  } finally {
    release()
  }
  return isThere()
}

/** @param {string[]} packages */
function install(packages) {
  console.log(`Installing Debian's ${packages.join(' and ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const isOpen = !existsSync(policy)
  // Tests start what they need themselves, on ports of their own.
  if (isOpen) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    for (const step of [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]) {
      // Something else on the machine may be installing just now: wait for it.
      const { status } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...step], { stdio: 'inherit', env })
      if (status !== 0) return console.log(`apt-get ${step[0]} failed`)
    }
  } finally {
    if (isOpen) rmSync(policy, { force: true })
  }
}
