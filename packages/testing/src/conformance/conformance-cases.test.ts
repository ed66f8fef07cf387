import { createHub } from '@herenow/memory'
import { expect, it } from 'vitest'
import { conformanceCases } from './conformance-cases.ts'

const { capabilities } = createHub().adapter()
const sections = (titles: readonly string[]): readonly string[] => [
  ...new Set(titles.map((title) => title.split(':')[0] ?? '')),
]

it('leaves nothing out where everything is claimed', () => {
  const { run, notClaimed } = conformanceCases({ capabilities, refuses: true, hidesPresence: true })
  expect(notClaimed).toEqual([])
  expect(new Set(run).size).toBe(run.length)
})

it('lists what is not claimed by section, and tests that it is refused', () => {
  const all = conformanceCases({ capabilities })
  const fewer = conformanceCases({ capabilities: { ...capabilities, signals: false, whereNow: false } })
  const lost = fewer.notClaimed.filter((title) => !all.notClaimed.includes(title))
  expect(sections(lost)).toEqual(['signals', 'where now'])
  expect(fewer.run).toContain('what is not there: says that it does not support signals')
  expect(all.run).not.toContain('what is not there: says that it does not support signals')
})
