import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Figure } from './report.ts'
import { figuresOf } from './report.ts'
import type { ChaosResult } from './run-chaos.ts'

const page = fileURLToPath(new URL('../../../docs/reliability.md', import.meta.url))
const begin = '<!-- chaos figures: written by pnpm chaos --write -->'
const end = '<!-- end of chaos figures -->'

/** Puts the figures of a run into the reliability page, between their markers. Rejects when they aren't there. */
export async function writeFigures(result: ChaosResult, seed: number): Promise<void> {
  const text = await readFile(page, 'utf8')
  await writeFile(page, withFigures(text, figuresOf(result, seed)))
}

/** The page with these figures in place of those that it shows. Throws when it has no markers. */
export function withFigures(text: string, figures: readonly Figure[]): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from === -1 || to < from) throw new Error(`docs/reliability.md has no "${begin}" … "${end}"`)
  return `${text.slice(0, from)}${begin}\n\n${table(figures)}\n\n${text.slice(to)}`
}

/** As the formatter of the repository would write it. */
function table(figures: readonly Figure[]): string {
  const names = Math.max(...figures.map(([name]) => name.length))
  const numbers = Math.max(3, ...figures.map(([, value]) => value.length))
  const row = (name: string, value: string): string => `| ${name.padEnd(names)} | ${value.padStart(numbers)} |`
  return [
    row('', ''),
    `| ${'-'.repeat(names)} | ${'-'.repeat(numbers - 1)}: |`,
    ...figures.map((figure) => row(...figure)),
  ].join('\n')
}
