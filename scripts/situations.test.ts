import { readFile } from 'node:fs/promises'
import { beforeAll, expect, it } from 'vitest'

const page = new URL('../docs/situations.md', import.meta.url)
const line = /^- ((?:\d+|R|S)\.\d\d) (.+ → .+?) · (.+)$/
const part = /`([^`]+)`: “([^”]+)”|not (?:built|held yet): ([^;`]+)/g

/** How many situations each section has. */
const sections = new Map([
  ...[10, 12, 10, 21, 13, 9, 13, 25, 15, 19, 6, 11, 16].map((count, index) => [`${index + 1}`, count] as const),
  ['R', 21],
  ['S', 19],
])

interface Situation {
  readonly number: string
  readonly evidence: string
}

let situations: readonly Situation[] = []

beforeAll(async () => {
  const items = (await readFile(page, 'utf8')).split('\n').filter((text) => text.startsWith('- '))
  situations = items.map((text) => {
    const [, number, , evidence] = line.exec(text) ?? []
    if (number === undefined || evidence === undefined) throw new Error(`This line has another form: ${text}`)
    return { number, evidence }
  })
})

it('numbers 220 situations without a hole, each once', () => {
  const numbers = [...sections].flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${String(index + 1).padStart(2, '0')}`),
  )
  expect(numbers).toHaveLength(220)
  expect(situations.map(({ number }) => number).sort()).toEqual(numbers.sort())
})

it('names for each of them tests that exist, or says why there is none', async () => {
  for (const { number, evidence } of situations) {
    const named = [...evidence.matchAll(part)]
    expect(named.map(([text]) => text).join('; '), number).toBe(evidence)
    for (const [, file, title = ''] of named) {
      if (file === undefined) continue
      const test = await readFile(new URL(`../${file}`, import.meta.url), 'utf8')
      expect(test.replaceAll("\\'", "'"), `${number} ${file}`).toContain(title)
    }
  }
})
