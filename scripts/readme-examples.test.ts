import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { documents, examplesOf, root, writeExamples } from './document-examples.ts'

// What documents show is what people paste: every TypeScript block must stand on its own, or with those of its page.

const run = promisify(execFile)

/** What pages use that isn't installed here. */
const elsewhere = `
declare module 'react-native-get-random-values' {}
declare module '@vitejs/plugin-react' {
  import type { Plugin } from 'vite'
  export default function react(): Plugin
}
declare module 'react-native' {
  import type { ReactElement, ReactNode } from 'react'
  export function Text(props: { children?: ReactNode }): ReactElement
  export function FlatList<Item>(props: {
    data: readonly Item[]
    renderItem: (row: { item: Item }) => ReactElement
  }): ReactElement
}
`

const examples = (await Promise.all((await documents()).map(examplesOf))).flat()
let problems = ''
let folder = ''

beforeAll(async () => {
  folder = await writeExamples(join(root, 'node_modules', '.cache'), examples)
  await writeFile(join(folder, 'elsewhere.d.ts'), elsewhere)
  const base = relative(folder, join(root, 'tsconfig.json'))
  const compilerOptions = {
    // As in the apps that examples are pasted into.
    module: 'preserve',
    moduleResolution: 'bundler',
    // An example may end with what the reader goes on with.
    noUnusedLocals: false,
  }
  const config = { extends: base, compilerOptions, include: ['**/*'], exclude: [] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const checked = run('tsc', ['-p', folder, '--pretty', 'false'], { cwd: folder })
  problems = await checked.then(
    () => '',
    (error: { stdout?: string }) => error.stdout ?? 'tsc could not be run',
  )
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

it('finds the examples', () => {
  expect(examples.length).toBeGreaterThan(30)
})

it('finds nothing wrong beside them', () => {
  const known = examples.map(({ file }) => file)
  const lines = problems.split('\n').filter((line) => line.trim() !== '' && !/^\s/.test(line))
  expect(lines.filter((line) => !known.some((file) => line.startsWith(file)))).toEqual([])
})

it.each(examples)('$title compiles', ({ file }) => {
  expect(problems.split('\n').filter((line) => line.startsWith(file))).toEqual([])
})
