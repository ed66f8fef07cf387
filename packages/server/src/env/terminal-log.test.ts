import { RealtimeError } from '@herenow/adapter'
import { expect, it } from 'vitest'
import { terminalLog } from './terminal-log.ts'

/** What the log writes of these details. */
function written(details: unknown): unknown {
  const lines: string[] = []
  terminalLog('warn', { write: (line) => void lines.push(line) }).error('It failed', details)
  return lines.map((line) => JSON.parse(line))
}

it('says what went wrong, where, and what caused it', () => {
  const cause = new TypeError('x is not a function')
  const error = new RealtimeError({
    code: 'server_error',
    message: 'No room',
    origin: 'server',
    hint: 'Free some',
    cause,
  })
  expect(written({ channel: 'room:a', error })).toMatchObject([
    {
      msg: 'It failed',
      details: {
        channel: 'room:a',
        error: {
          message: 'No room',
          code: 'server_error',
          hint: 'Free some',
          stack: expect.stringContaining('terminal-log.test.ts'),
          cause: { message: 'x is not a function' },
        },
      },
    },
  ])
  expect(written(cause)).toMatchObject([{ details: { type: 'TypeError', message: 'x is not a function' } }])
})

it('leaves everything else as it is', () => {
  expect(written({ origin: 'https://evil.example', times: 2 })).toMatchObject([
    { details: { origin: 'https://evil.example', times: 2 } },
  ])
  expect(written(['a'])).toMatchObject([{ details: ['a'] }])
})
