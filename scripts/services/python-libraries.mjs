import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { takeTurn } from '../turn.mjs'
import { cacheFolder } from './cache.mjs'
import { removeFolder } from './server-process.mjs'

// Client libraries of Centrifugo in Python, each in an environment of its own: aiocent installs a `cent` of its own.

/**
 * @param {string} name of the package
 * @param {string} version
 * @returns {import('../services.mjs').Service} its path is that of a Python that has it
 */
function library(name, version) {
  const folder = cacheFolder(`${name}-${version}`)
  const variable = `${name.toUpperCase()}_PYTHON`
  const has = (/** @type {string} */ python) =>
    spawnSync(python, ['-c', `import importlib.metadata as m; print(m.version('${name}'))`], { encoding: 'utf8' })
  const find = () => {
    const path = process.env[variable] || join(folder, 'bin', 'python')
    if (!existsSync(path)) return null
    const { status, stdout } = has(path)
    return status === 0 ? { path, version: stdout.trim() } : null
  }
  return {
    name,
    title: name,
    howToGetIt: `It is installed where Python 3 with venv is (Debian: python3-venv); or put the path of a Python that has ${name} ${version} in ${variable}.`,
    find,
    async get() {
      const release = await takeTurn(name)
      try {
        if (find() === null) install(folder, `${name}==${version}`)
      } finally {
        release()
      }
    },
  }
}

/**
 * @param {string} folder
 * @param {string} requirement
 */
function install(folder, requirement) {
  console.log(`Installing ${requirement} for Python`)
  const steps = [
    ['python3', '-m', 'venv', folder],
    [join(folder, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement],
  ]
  for (const [command = '', ...words] of steps) {
    if (spawnSync(command, words, { stdio: 'inherit' }).status === 0) continue
    console.log(`${requirement} could not be installed`)
    return removeFolder(folder)
  }
}

export const aiocent = library('aiocent', '4.1.2')
export const cent = library('cent', '5.2.0')
