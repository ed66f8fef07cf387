import type { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** Where the built page is: beside the built server, for the server's source too. */
export const pageFolder: URL = new URL('../../dist/inspector-page/', import.meta.url)

/** The page itself, and what it loads, which has the hash of its content in its name. */
const fileForm = /^(?:index\.html|assets\/[\w-]+\.(?:js|css))$/

/** What was zipped already, by its URL: such names say what is in the file, and to zip is much work for one short request. */
const zippedFiles = new Map<string, Promise<Buffer>>()

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly contentType: string
  readonly content: Buffer
  readonly isZipped: boolean
}

/** Whether a path names a file that the page could have. */
export function isPageFile(path: string): boolean {
  return fileForm.test(path)
}

/** Reads a file of the page in `folder`; `null`: there is none, or nothing is built. */
export async function readPageFile(folder: URL, path: string, zipped: boolean): Promise<PageFile | null> {
  const contentType = contentTypes[extname(path)]
  if (!isPageFile(path) || contentType === undefined) return null
  const url = new URL(path, folder)
  let content: Buffer
  try {
    content = zipped ? await zippedFile(url) : await readFile(url)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  return { contentType, content, isZipped: zipped }
}

/** Rejects as `readFile` does. */
function zippedFile(url: URL): Promise<Buffer> {
  const known = zippedFiles.get(url.href)
  if (known !== undefined) return known
  const zipped = readFile(url).then((content) => promisify(gzip)(content))
  // The page itself keeps its name when it is built again.
  if (url.pathname.endsWith('.html')) return zipped
  zippedFiles.set(url.href, zipped)
  zipped.catch(() => zippedFiles.delete(url.href))
  return zipped
}
