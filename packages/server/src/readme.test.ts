import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const home = join(import.meta.dirname, '..')
const root = join(home, '../..')

it('shows examples in the README that compile as they stand', () => {
  const readme = readFileSync(join(home, 'README.md'), 'utf8')
  const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '')
  expect(examples.length).toBeGreaterThan(3)
  const folder = join(home, 'node_modules/.readme')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(folder, { recursive: true })
  const files = examples.map((code, index) => {
    const file = `example-${index + 1}.mts`
    writeFileSync(join(folder, file), code)
    return file
  })
  // One that doesn't compile, to see that mistakes are found.
  writeFileSync(
    join(folder, 'mistake.mts'),
    "import { createServer } from '@herenow/server'\ncreateServer({ prot: 1 })\n",
  )
  const config = { extends: join(root, 'tsconfig.json'), files: [...files, 'mistake.mts'], include: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' })
  const errors = stdout.split('\n').filter((line) => line.includes('.readme/'))
  expect(errors.filter((line) => !line.includes('mistake.mts'))).toEqual([])
  expect(errors).not.toEqual([])
}, 60_000)
