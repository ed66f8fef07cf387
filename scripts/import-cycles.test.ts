import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What lint says of files that are made for it. */
async function lint(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(root, 'scripts', 'cycle-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const command = join(root, 'node_modules', '.bin', 'oxlint')
  const run = promisify(execFile)(command, [folder], { cwd: root })
  const { stdout } = await run.catch((failed: unknown) => failed as { readonly stdout: string })
  return stdout
}

it('lint refuses files that import one another in a circle, also where only types are imported', async () => {
  const b = 'export interface B {\n  readonly name: string\n}\n'
  const a = "import type { B } from './b.ts'\n\nexport interface A {\n  readonly b: B\n}\n"
  expect(await lint({ 'a.ts': a, 'b.ts': b })).not.toContain('no-cycle')
  const circle = `import type { A } from './a.ts'\n\n${b.replace('string', "A['b']")}`
  expect(await lint({ 'a.ts': a, 'b.ts': circle })).toContain('no-cycle')
})
