import { globSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// A file that was deleted from a package's source must not live on in what is published.

const cwd = fileURLToPath(new URL('..', import.meta.url))
for (const folder of globSync(['packages/*/dist', 'packages/adapters/*/dist', 'apps/*/dist'], { cwd })) {
  rmSync(new URL(`../${folder}`, import.meta.url), { recursive: true })
}
