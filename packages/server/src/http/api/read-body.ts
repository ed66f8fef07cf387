import { Buffer } from 'node:buffer'
import type { IncomingMessage } from 'node:http'

/** What a request brought: its text, or why there is none. `gone`: the client went away meanwhile. */
export type Body = { readonly text: string } | 'too-large' | 'not-utf8' | 'gone'

/** Reads a body of at most so many bytes. How long it may take is the listener's matter. */
export function readBody(request: IncomingMessage, most: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > most) return Promise.resolve('too-large')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size <= most) chunks.push(chunk)
      else end('too-large')
    }
    const finish = (): void => end(textOf(Buffer.concat(chunks)))
    const leave = (): void => end('gone')
    const end = (body: Body): void => {
      request.off('data', take).off('end', finish).off('close', leave)
      resolve(body)
    }
    // An aborted request says so by an error too; `close` follows it.
    request.on('error', () => {})
    request.on('data', take).on('end', finish).on('close', leave)
  })
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function textOf(bytes: Buffer): Body {
  try {
    return { text: decoder.decode(bytes) }
  } catch {
    return 'not-utf8'
  }
}
