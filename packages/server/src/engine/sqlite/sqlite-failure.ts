import { RealtimeError } from '@herenow/adapter'
import { refusal } from '../../refusal.ts'

/** Result codes of SQLite, as its documentation numbers them. */
const codes = { busy: 5, locked: 6, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notDatabase: 26 }

/** Errors of files as Node names them, and the result code that SQLite would give. */
const fileErrors: Readonly<Record<string, number>> = {
  ENOSPC: codes.full,
  EDQUOT: codes.full,
  EROFS: codes.readOnly,
  EACCES: codes.readOnly,
  EPERM: codes.readOnly,
  EIO: codes.ioError,
}

/** Why a server with this file can't start. The message names the file, the hint says what to do. */
export function openFailure(error: unknown, path: string): RealtimeError {
  if (RealtimeError.isInstance(error)) return error
  const failed = (message: string, hint: string): RealtimeError =>
    refusal('server_error', `${message}: "${path}".`, { hint, cause: error })
  switch (resultCode(error)) {
    case codes.busy:
    case codes.locked:
      return failed(
        'The database is in use by another process',
        'A file belongs to one server at a time. Stop the other server or program, or choose another file.',
      )
    case codes.readOnly:
      return failed('The database can not be written', 'Make the file and its folder writable for this user.')
    case codes.full:
      return failed('There is no room for the database', 'Free some space on this disk, or choose another.')
    case codes.notDatabase:
      return failed('The file is not a database', 'Choose another file, or move this one away.')
    case codes.corrupt:
      return failed('The database is damaged', 'Restore the file from a backup, or move it away to start anew.')
    case null:
    default:
      return failed('The database can not be opened', 'Check that it is a file in a folder that this user may write.')
  }
}

/** Why something could not be stored or read. Goes to clients, so it says nothing of paths. */
export function workFailure(error: unknown): RealtimeError {
  if (RealtimeError.isInstance(error)) return error
  const failed = (message: string, hint: string, retryable = true): RealtimeError =>
    refusal('server_error', message, { hint, retryable, cause: error })
  switch (resultCode(error)) {
    case codes.full:
      return failed('The disk of the server is full.', 'Free some space on it: publishing works again at once.')
    case codes.readOnly:
      return failed('The server may not write to its disk.', 'Make the file and its folder writable for the server.')
    case codes.busy:
    case codes.locked:
      return failed('Another program holds the database of the server.', 'Let only the server use the file.')
    case codes.ioError:
    case codes.cannotOpen:
      return failed('The disk of the server failed.', 'Look at the log of the server and of its system.')
    case codes.corrupt:
    case codes.notDatabase:
      return failed('The database of the server is damaged.', 'Stop the server and restore it from a backup.', false)
    case null:
    default:
      return failed('The server failed to store or read this.', 'Look at the log of the server.')
  }
}

/** Whether a part of the file can't be read or written because it is not what it should be. */
export function isDamage(error: unknown): boolean {
  const code = resultCode(error)
  return code === codes.corrupt || code === codes.notDatabase
}

/** The primary result code; `null` when it isn't an error of SQLite or of a file. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null
  if ('errcode' in error && typeof error.errcode === 'number') return error.errcode & 0xff
  return 'code' in error && typeof error.code === 'string' ? (fileErrors[error.code] ?? null) : null
}
