import { expect, it } from 'vitest'
import { readableLog } from './readable-log.ts'

function linesOf(use: (log: ReturnType<typeof readableLog>) => void): string[] {
  const lines: string[] = []
  use(
    readableLog(
      'info',
      (line) => void lines.push(line),
      () => new Date(2026, 10, 27, 9, 5, 7),
    ),
  )
  return lines
}

it('writes a line with the time, the level, the message and plain details', () => {
  expect(linesOf((log) => log.info('Herenow listens', { url: 'ws://127.0.0.1:7070', port: 7070 }))).toEqual([
    '09:05:07 info  Herenow listens  url=ws://127.0.0.1:7070  port=7070\n',
  ])
})

it('writes nothing below its level', () => {
  expect(linesOf((log) => log.debug('Not now'))).toEqual([])
})

it('writes what went wrong below the message, with the cause', () => {
  const error = new Error('No room', { cause: new Error('Disk full') })
  const [line] = linesOf((log) => log.error('It failed', { channel: 'room:a', error }))
  expect(line).toMatch(/^09:05:07 error It failed {2}channel=room:a\n {2}error: Error: No room\n/)
  expect(line).toContain('Disk full')
})

it('shows control characters, which would begin a line or command the terminal, as what they are', () => {
  const odd = 'http://\u009b31mx\n09:05:08 info  made up\u001b[2J'
  const shown = 'http://\\x9b31mx\\x0a09:05:08 info  made up\\x1b[2J'
  const [line] = linesOf((log) => log.warn(`The origin ${odd} is not allowed.`, { odd, error: new Error(odd) }))
  expect(line).toMatch(/^09:05:07 warn {2}The origin /)
  expect(line).toContain(`The origin ${shown} is not allowed.  odd=${shown}\n  error: Error: http://\\x9b31mx\n`)
  // A line break is left to errors, whose lines stand below.
  expect(line?.split('\n').filter((part) => part !== '' && !part.startsWith('  '))).toHaveLength(1)
  expect(line).not.toMatch(/[^\P{Cc}\n]/u)
})
