import { createTestClock, recordingLogger } from '@herenow/testing'
import { expect, it } from 'vitest'
import { PacedWarnings } from './paced-warnings.ts'

const hint = 'List it in `origins` of the server.'

it('says the same at most once a minute, with what to do', async () => {
  const clock = createTestClock()
  const log = recordingLogger()
  const warnings = new PacedWarnings(clock, log)
  for (let attempt = 0; attempt < 50; attempt += 1)
    warnings.warn('The origin https://app.example is not allowed.', hint)
  warnings.warn('A client asked for the path "/else".', hint)
  expect(log.entries.map(({ message }) => message)).toEqual([
    'The origin https://app.example is not allowed.',
    'A client asked for the path "/else".',
  ])
  expect(log.entries[0]?.details).toEqual({ hint })
  await clock.advance(60_000)
  warnings.warn('The origin https://app.example is not allowed.', hint)
  expect(log.entries).toHaveLength(3)
})

it('stays silent and small when what it warns of is made up', () => {
  const log = recordingLogger()
  const warnings = new PacedWarnings(createTestClock(), log)
  for (let number = 0; number < 10_000; number += 1) warnings.warn(`The origin https://${number}.example`, hint)
  expect(log.entries).toHaveLength(101)
})

it('still says what else is wrong, however much strangers make up', () => {
  const log = recordingLogger()
  const warnings = new PacedWarnings(createTestClock(), log)
  for (let number = 0; number < 1_000; number += 1) warnings.warn(`The origin https://${number}.example`, hint)
  warnings.warn('A client was not let in: The token is not valid.', '')
  warnings.warn('The API key "shop" doesn\'t allow "publish".', 'Add it to the `methods` of the key.')
  expect(log.entries.slice(101).map(({ message }) => message)).toEqual([
    'A client was not let in: The token is not valid.',
    'The API key "shop" doesn\'t allow "publish".',
  ])
  for (let number = 0; number < 10_000; number += 1) warnings.warn(`${number}`, `${number}`)
  expect(log.entries.length).toBeLessThanOrEqual(201)
})
