import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Apps of a newcomer, with the packages as they will be published.

const root = fileURLToPath(new URL('..', import.meta.url))
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const folders = ['adapter', 'protocol', 'core', 'react', 'components', 'server', 'testing', 'adapters/websocket']
const packages = [...folders, 'adapters/memory', 'adapters/centrifugo']

/** @param {string} command @param {string[]} args @param {string} cwd */
export function run(command, args, cwd) {
  console.log(`$ ${command} ${args.join(' ')}`)
  execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
}

/**
 * Packs all packages into a folder. They must have been built.
 *
 * @param {string} folder
 * @returns {Record<string, string>} name → tarball
 */
export function pack(folder) {
  for (const name of packages) {
    run('npx', ['--yes', packageManager, 'pack', '--pack-destination', folder], join(root, 'packages', name))
  }
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  return Object.fromEntries(
    tarballs.map((file) => [`@herenow/${file.replace(/^herenow-(.*)-\d.*$/, '$1')}`, `file:${join(folder, file)}`]),
  )
}

/**
 * Adds packages to the app in a folder, ours from their tarballs, and installs them.
 *
 * @param {string} app
 * @param {Record<string, string>} tarballs
 * @param {readonly string[]} names
 */
export function install(app, tarballs, names) {
  mkdirSync(app, { recursive: true })
  const manifest = join(app, 'package.json')
  const content = JSON.parse(readFileSync(manifest, 'utf8'))
  const ours = names.filter((name) => name in tarballs)
  content.dependencies = { ...content.dependencies, ...Object.fromEntries(ours.map((name) => [name, tarballs[name]])) }
  // The packages depend on each other by version; before the first release only the tarballs have them.
  content.overrides = tarballs
  writeFileSync(manifest, JSON.stringify(content, null, 2))
  run('npm', ['install', '--no-audit', '--no-fund', ...names.filter((name) => !ours.includes(name))], app)
}

/**
 * The code blocks of a document in one language, with the file that they name, if they do.
 *
 * @param {string} document
 * @param {string} language
 * @returns {readonly { readonly file: string | undefined, readonly code: string }[]}
 */
export function blocksOf(document, language) {
  const text = readFileSync(join(root, document), 'utf8')
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}(?: (\\S+))?\\n([\\s\\S]*?)^\`\`\``, 'gm'))
  return [...blocks].map(([, file, code = '']) => ({ file, code }))
}
