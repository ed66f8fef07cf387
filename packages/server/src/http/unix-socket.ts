import { Buffer } from 'node:buffer'
import { lstat, rename, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { resolve } from 'node:path'
import { refusal } from '../refusal.ts'

/** Systems know paths of sockets up to 103 bytes, and one more is needed to move one aside. */
const longestPath = 102

/** A path for a socket, made absolute. Throws `invalid_argument` for one that systems, or addresses of servers, can't have. */
export function socketPath(given: unknown): string {
  const path = typeof given === 'string' && given !== '' ? resolve(given) : ''
  // These have a meaning of their own in URLs.
  if (path !== '' && /^[^:?#%\s\0]+$/.test(path) && Buffer.byteLength(path) <= longestPath) return path
  throw refusal(
    'invalid_argument',
    `\`socket\` must be the path of a socket, not ${JSON.stringify(given)?.slice(0, 120)}.`,
    {
      hint: `Name a file such as "/run/herenow/herenow.sock": at most ${longestPath} bytes, without spaces and ":", "?", "#", "%".`,
    },
  )
}

/**
 * Makes way for a server: a socket that a dead one left goes. Rejects with `connection_failed` when a live one has it, or
 * something else is there.
 */
export async function makeWay(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null)
  if (found === null) return
  if (!found.isSocket()) {
    throw refusal('connection_failed', `${path} is there already, and is no socket.`, {
      hint: 'Choose another path for the socket, or move away what is there.',
    })
  }
  if (await isAlive(path)) throw socketTaken(path)
  // Another server may have found it dead too, and have moved it, or be there by now: what was moved is looked at again.
  const aside = `${path}~`
  const isMoved = await rename(path, aside).then(
    () => true,
    () => false,
  )
  // Then listening succeeds, or tells why not.
  if (!isMoved) return
  if (await isAlive(aside)) {
    await rename(aside, path)
    throw socketTaken(path)
  }
  await rm(aside, { force: true })
}

/** The error for a socket of another server. */
export function socketTaken(path: string, cause?: unknown): Error {
  return refusal('connection_failed', `The socket ${path} is in use by another server.`, {
    hint: 'Stop the other server, or choose another path.',
    cause,
  })
}

/** Whether somebody listens on a socket. Whoever can't be asked may do so. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolved) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolved(true)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolved(error.code !== 'ECONNREFUSED'))
  })
}
