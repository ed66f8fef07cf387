import { createTestClock, recordingLogger } from '@herenow/testing'
import { expect, it } from 'vitest'
import { RefusedOrigins } from './refused-origins.ts'

it('names each origin at most once a minute, with what to do', async () => {
  const clock = createTestClock()
  const log = recordingLogger()
  const origins = new RefusedOrigins(clock, log)
  for (let attempt = 0; attempt < 50; attempt += 1) origins.refused('https://app.example')
  origins.refused('https://other.example')
  expect(log.entries.map(({ message }) => message)).toEqual([
    'The origin https://app.example is not allowed',
    'The origin https://other.example is not allowed',
  ])
  expect(log.entries[0]?.details).toMatchObject({ hint: expect.stringContaining('origins') as string })
  await clock.advance(60_000)
  origins.refused('https://app.example')
  expect(log.entries).toHaveLength(3)
})

it('stays silent and small when origins are made up', () => {
  const log = recordingLogger()
  const origins = new RefusedOrigins(createTestClock(), log)
  for (let number = 0; number < 10_000; number += 1) origins.refused(`https://${number}.example`)
  expect(log.entries).toHaveLength(101)
})
