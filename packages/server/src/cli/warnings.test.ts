import { expect, it } from 'vitest'
import { isOfInterest } from './warnings.ts'

const warning = (name: string, message: string): Error => Object.assign(new Error(message), { name })

it('keeps the warning about SQLite of Node 22 to itself, and no other', () => {
  const ofSqlite = 'SQLite is an experimental feature and might change at any time'
  expect(isOfInterest(warning('ExperimentalWarning', ofSqlite))).toBe(false)
  expect(isOfInterest(warning('ExperimentalWarning', 'Something else is an experimental feature'))).toBe(true)
  expect(isOfInterest(warning('MaxListenersExceededWarning', 'Possible memory leak detected'))).toBe(true)
})

it('says nothing of how Node found out what kind of module a configuration file is', () => {
  const typeless = Object.assign(warning('Warning', 'Module type of file:///herenow.config.ts is not specified'), {
    code: 'MODULE_TYPELESS_PACKAGE_JSON',
  })
  expect(isOfInterest(typeless)).toBe(false)
})
