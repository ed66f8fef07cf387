import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

// What READMEs show is what people paste: every TypeScript block must stand on its own.

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = join(root, 'node_modules', '.cache')
const run = promisify(execFile)

interface Example {
  readonly title: string
  readonly file: string
  readonly code: string
}

async function readmes(): Promise<readonly string[]> {
  const folders = ['packages', 'packages/adapters', 'apps']
  const inFolders = await Promise.all(
    folders.map(async (folder) => (await readdir(join(root, folder))).map((name) => join(folder, name, 'README.md'))),
  )
  return ['README.md', ...inFolders.flat()]
}

async function examplesOf(readme: string): Promise<readonly Example[]> {
  const text = await readFile(join(root, readme), 'utf8').catch(() => '')
  return [...text.matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)].map(([, language, code], index) => ({
    title: `${readme}, example ${index + 1}`,
    file: `${readme.replaceAll('/', '-').replace('.md', '')}-${index + 1}.${language ?? 'ts'}`,
    // A file without imports would be a script, and share its names with others.
    code: `${code ?? ''}\nexport {}\n`,
  }))
}

const examples = (await Promise.all((await readmes()).map(examplesOf))).flat()
let problems = ''
let folder = ''

beforeAll(async () => {
  await mkdir(cache, { recursive: true })
  folder = await mkdtemp(join(cache, 'readme-examples-'))
  await Promise.all(examples.map(({ file, code }) => writeFile(join(folder, file), code)))
  const base = relative(folder, join(root, 'tsconfig.json'))
  // An example may end with what the reader goes on with.
  const config = { extends: base, compilerOptions: { noUnusedLocals: false }, include: ['*'], exclude: [] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const checked = run('tsc', ['-p', folder, '--pretty', 'false'], { cwd: folder })
  problems = await checked.then(
    () => '',
    (error: { stdout?: string }) => error.stdout ?? 'tsc could not be run',
  )
}, 60_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

it('finds the examples', () => {
  expect(examples.length).toBeGreaterThan(3)
})

it.each(examples)('$title compiles', ({ file }) => {
  expect(problems.split('\n').filter((line) => line.includes(file))).toEqual([])
})
