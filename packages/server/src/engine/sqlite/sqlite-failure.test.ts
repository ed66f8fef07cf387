import { describe, expect, it } from 'vitest'
import { refusal } from '../../refusal.ts'
import { openFailure, workFailure } from './sqlite-failure.ts'

const sqliteError = (errcode: number): Error => Object.assign(new Error('inner'), { code: 'ERR_SQLITE_ERROR', errcode })
const fileError = (code: string): Error => Object.assign(new Error('inner'), { code })

describe('an error of the disk', () => {
  // The second of each pair is an extended code: the same, told more exactly.
  it.each<[string, readonly Error[], RegExp, boolean]>([
    ['a full disk', [sqliteError(13), fileError('ENOSPC')], /disk of the server is full/, true],
    ['a disk that is read-only', [sqliteError(8), sqliteError(1032), fileError('EROFS')], /may not write/, true],
    ['a lock of another program', [sqliteError(5), sqliteError(6)], /Another program/, true],
    ['a failing disk', [sqliteError(10), sqliteError(778)], /disk of the server failed/, true],
    ['a damaged file', [sqliteError(11), sqliteError(26)], /damaged/, false],
    ['anything else', [sqliteError(1), new Error('inner')], /failed to store or read/, true],
  ])('is told apart for clients: %s', (_, errors, message, retryable) => {
    for (const error of errors) {
      const failure = workFailure(error)
      expect(failure).toMatchObject({ code: 'server_error', message: expect.stringMatching(message), retryable })
      expect(failure.hint).not.toBe('')
      expect(failure.cause).toBe(error)
    }
  })

  it.each<[string, Error, RegExp]>([
    ['a full disk', sqliteError(13), /no room/],
    ['a disk that is read-only', fileError('EACCES'), /can not be written/],
    ['a lock', sqliteError(5), /in use by another process/],
    ['another kind of file', sqliteError(26), /not a database/],
    ['a damaged file', sqliteError(11), /damaged/],
    ['anything else', fileError('ENOTDIR'), /can not be opened/],
  ])('is told apart at the start, with the name of the file: %s', (_, error, message) => {
    const failure = openFailure(error, 'data/herenow.db')
    expect(failure).toMatchObject({ code: 'server_error', message: expect.stringMatching(message) })
    expect(failure.message).toContain('"data/herenow.db"')
    expect(failure.hint).not.toBe('')
  })

  it('that explains itself already is left as it is', () => {
    const explained = refusal('server_error', 'Newer version')
    expect(workFailure(explained)).toBe(explained)
    expect(openFailure(explained, 'a.db')).toBe(explained)
  })
})
