import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root: string = fileURLToPath(new URL('..', import.meta.url))

/** A TypeScript block of a document. */
export interface Example {
  readonly title: string
  /** Where it is written to. Blocks of one page lie in one folder, so that they can import each other by name. */
  readonly file: string
  readonly code: string
}

/** All documents that show code: READMEs, and the pages of docs/. */
export async function documents(): Promise<readonly string[]> {
  const folders = ['packages', 'packages/adapters', 'apps']
  const inFolders = await Promise.all(
    folders.map(async (folder) => (await readdir(join(root, folder))).map((name) => join(folder, name, 'README.md'))),
  )
  const pages = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'))
  return ['README.md', ...inFolders.flat(), ...pages.map((name) => join('docs', name))]
}

/** The blocks of one document. One that others import says its name behind the language: ```ts client.ts */
export async function examplesOf(document: string): Promise<readonly Example[]> {
  const text = await readFile(join(root, document), 'utf8').catch(() => '')
  const folder = document.replaceAll('/', '-').replace('.md', '')
  return [...text.matchAll(/^```(tsx?)(?: (\S+))?\n([\s\S]*?)^```/gm)].map(
    ([, language = '', name, code = ''], index) => ({
      title: `${document}, example ${index + 1}`,
      file: join(folder, name ?? `example-${index + 1}.${language}`),
      // A file without imports would be a script, and share its names with others.
      code: `${code}\nexport {}\n`,
    }),
  )
}

/** Writes examples into a new folder inside `parent`, from where they find the packages, and returns it. */
export async function writeExamples(parent: string, examples: readonly Example[]): Promise<string> {
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'examples-'))
  for (const { file, code } of examples) {
    const path = join(folder, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, code)
  }
  return folder
}
