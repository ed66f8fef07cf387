import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, it } from 'vitest'

it('runs on the oldest React that is supported', () => {
  expect([version, domVersion]).toEqual(['18.3.1', '18.3.1'])
})
