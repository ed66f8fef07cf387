import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

const page = new URL('../docs/reliability.md', import.meta.url)

it('names for each of the sixteen promises tests that exist', async () => {
  const text = await readFile(page, 'utf8')
  const promises = text.split(/^### \d+\. /m).slice(1)
  expect(promises).toHaveLength(16)
  for (const promise of promises) {
    const named = [...promise.matchAll(/^- `([^`]+)`: “(.+)”$/gm)]
    expect(named.length, promise.split('\n')[0]).toBeGreaterThan(3)
    for (const [, file = '', name = ''] of named) {
      const test = await readFile(new URL(`../${file}`, import.meta.url), 'utf8')
      expect(test.replaceAll("\\'", "'"), file).toContain(name)
    }
  }
})
