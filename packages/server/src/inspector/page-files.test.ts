import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { readPageFile } from './page-files.ts'

async function folderOfPage() {
  const path = await mkdtemp(join(tmpdir(), 'herenow-page-'))
  onTestFinished(() => rm(path, { recursive: true }))
  await mkdir(join(path, 'assets'))
  await writeFile(join(path, 'index.html'), 'first')
  const write = (name: string, text: string): Promise<void> => writeFile(join(path, name), text)
  return { folder: pathToFileURL(`${path}/`), write }
}

it('zips a file once: whoever asks again and again makes no work', async () => {
  const { folder, write } = await folderOfPage()
  // One that wasn't there yet is looked for again.
  expect(await readPageFile(folder, 'assets/a.js', true)).toBeNull()
  await write('assets/a.js', 'x'.repeat(1_000))
  const asked = await Promise.all([1, 2, 3].map(() => readPageFile(folder, 'assets/a.js', true)))
  expect(new Set(asked.map((file) => file?.content)).size).toBe(1)
})

it('reads the page itself each time: its name stays when it is built again', async () => {
  const { folder, write } = await folderOfPage()
  const [first] = [await readPageFile(folder, 'index.html', true)]
  await write('index.html', 'second')
  expect((await readPageFile(folder, 'index.html', true))?.content).not.toEqual(first?.content)
})
