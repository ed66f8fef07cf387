import { expect, it } from 'vitest'
import { withFigures } from './write-figures.ts'

const begin = '<!-- chaos figures: written by pnpm chaos --write -->'
const end = '<!-- end of chaos figures -->'

it('puts figures between the markers and leaves the rest of the page alone', () => {
  const page = `# Page\n\n${begin}\n\nold\n\n${end}\n\nMore.\n`
  expect(
    withFigures(page, [
      ['lost', '0'],
      ['confirmed', '1,234'],
    ]),
  ).toBe(
    `# Page\n\n${begin}\n\n|           |       |\n| --------- | ----: |\n| lost      |     0 |\n| confirmed | 1,234 |\n\n${end}\n\nMore.\n`,
  )
})

it('does not write into a page without markers', () => {
  expect(() => withFigures('# Page\n', [])).toThrow('has no')
})
