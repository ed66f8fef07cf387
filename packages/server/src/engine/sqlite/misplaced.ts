import { refusal } from '../../refusal.ts'

/** The error of a write to a file that isn't where it was: what is written to it would be lost. */
export function misplaced(): Error {
  return refusal('server_error', 'The database of the server was removed or replaced while it ran.', {
    retryable: true,
    hint: 'Put the file back, or restart the server.',
  })
}
