import { join } from 'node:path'
import { RealtimeError } from '@herenow/adapter'
import type { ServerOptions } from '../config.ts'
import { defaultPort } from '../config.ts'
import { createServer } from '../create-server.ts'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { sqlite } from '../engine/sqlite/sqlite.ts'
import type { Address } from '../http/address.ts'
import type { Server } from '../server.ts'
import type { Settled } from '../settings/settle.ts'
import { fileIn, engineOnFile } from './kept-messages.ts'
import { projectCache } from './project-cache.ts'

/** A server that listens, and a sentence that says where its messages are. */
export interface StartedServer {
  readonly server: Server
  readonly address: Address
  readonly place: string
}

/** Where a development server has its messages. */
export type MessagePlace =
  | { readonly kind: 'known'; readonly engine: Engine; readonly place: string }
  /** Nobody named a place: they outlive the server if that is possible. `engine` is only there to check options with. */
  | { readonly kind: 'cache'; readonly engine: Engine; readonly port: number }

/**
 * Where the settings want messages. Without a word about that they outlive the server, as long as it can be the same
 * server again: one on a free port is another one each time.
 */
export function messagePlace(settled: Settled): MessagePlace {
  const data = settled.text('data')
  if (data !== null) {
    return {
      kind: 'known',
      engine: engineOnFile(fileIn(data), settled),
      place: `Messages are kept in ${fileIn(data)}.`,
    }
  }
  const port = settled.number('port') ?? defaultPort
  if (settled.isYes('memory') || settled.has('cmd') || port === 0) {
    return { kind: 'known', engine: memory(), place: 'Messages are kept in memory; --data DIR keeps them.' }
  }
  return { kind: 'cache', engine: sqlite('herenow.db'), port }
}

/** Starts a development server with its messages at their place. */
export async function startServer(options: ServerOptions, place: MessagePlace, cwd: string): Promise<StartedServer> {
  if (options.engine !== place.engine) return listen(options, 'Messages are kept by the engine of the configuration.')
  if (place.kind === 'known') return listen(options, place.place)
  try {
    const file = join(await projectCache(cwd, place.port), 'herenow.db')
    return await listen(
      { ...options, engine: sqlite(file) },
      `Messages are kept for a day in ${file}; --memory forgets them.`,
    )
  } catch (error) {
    // Nobody asked for the file: without it the server is of use all the same. A taken port stays a taken port.
    if (RealtimeError.isInstance(error) && error.code === 'connection_failed') throw error
    const reason = error instanceof Error ? error.message : String(error)
    return listen({ ...options, engine: memory() }, `Messages are kept in memory this time: ${reason}`)
  }
}

async function listen(options: ServerOptions, place: string): Promise<StartedServer> {
  const server = createServer(options)
  return { server, address: await server.listen(), place }
}
