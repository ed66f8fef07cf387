import { expect, it } from 'vitest'
import { splitAtMarks } from './split-at-marks.ts'

const ada = { name: 'Ada' }
const grace = { name: 'Grace' }

it('takes a sentence apart where the things stand, in whatever order a language puts them', () => {
  expect(splitAtMarks([ada, grace], ([a, b]) => `${a} and ${b} are typing…`)).toEqual([
    ada,
    ' and ',
    grace,
    ' are typing…',
  ])
  expect(splitAtMarks([ada, grace], ([a, b]) => `(${b}) ${a}`)).toEqual(['(', grace, ') ', ada])
})

it('leaves a sentence whole that mentions nothing', () => {
  expect(splitAtMarks([ada], () => 'Several people are typing…')).toEqual(['Several people are typing…'])
})
