import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

// Browsers resolve modules without a bundler by an import map. It names packages; what a package resolves inside itself
// by `#names` would need entries that nobody knows of.

const root = fileURLToPath(new URL('..', import.meta.url))
const packages = [
  'adapter',
  'protocol',
  'core',
  'react',
  'adapters/websocket',
  'adapters/memory',
  'adapters/centrifugo',
  'adapters/rabbitmq',
  'adapters/ably',
  'adapters/pubnub',
]

it.each(packages)('%s imports nothing by a name of its own package.json', async (folder) => {
  const source = join(root, 'packages', folder, 'src')
  const files = (await readdir(source, { recursive: true })).filter((name) => /(?<!\.test)\.tsx?$/.test(name))
  for (const file of files) {
    const text = await readFile(join(source, file), 'utf8')
    expect([file, ...text.matchAll(/(?:from|import) '(#[^']*)'/g)]).toEqual([file])
  }
})

interface Conditions {
  readonly [condition: string]: string
}

it('the adapter has hints in Node and in development, and none for browsers in production', async () => {
  const text = await readFile(join(root, 'packages/adapter/package.json'), 'utf8')
  const { exports, publishConfig } = JSON.parse(text) as {
    readonly exports: { readonly '.': Conditions }
    readonly publishConfig: { readonly exports: { readonly '.': Conditions } }
  }
  const chosen = (conditions: Conditions, ...active: readonly string[]): string | undefined =>
    Object.entries(conditions).find(([name]) => name === 'default' || active.includes(name))?.[1]
  for (const entry of [exports['.'], publishConfig.exports['.']]) {
    expect(chosen(entry, 'node', 'import', 'production')).toBe('./dist/with-hints.js')
    expect(chosen(entry, 'browser', 'import', 'development')).toBe('./dist/with-hints.js')
    expect(chosen(entry, 'browser', 'import', 'production')).toBe('./dist/index.js')
    expect(chosen(entry, 'import')).toBe('./dist/index.js')
  }
})
