import { rename, rm, writeFile } from 'node:fs/promises'
import type { Address } from '../http/address.ts'

/** Takes away what an earlier run left, so that nobody reads an old address. */
export async function removeReadyFile(path: string): Promise<void> {
  await rm(path, { force: true })
}

/** Writes where the server listens. Whoever sees the file sees all of it. */
export async function writeReadyFile(path: string, address: Address, pid: number): Promise<void> {
  const unfinished = `${path}.${pid}`
  await writeFile(unfinished, `${JSON.stringify({ ...address, pid })}\n`)
  await rename(unfinished, path)
}
