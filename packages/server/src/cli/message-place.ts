import { join } from 'node:path'
import { RealtimeError } from '@herenow/adapter'
import { defaultPort } from '../config.ts'
import { createServer } from '../create-server.ts'
import type { Engine } from '../engine/engine.ts'
import { memory } from '../engine/memory-engine.ts'
import { sqlite } from '../engine/sqlite/sqlite.ts'
import type { Address } from '../http/listener.ts'
import type { Server } from '../running-server.ts'
import type { DevSettings } from './arguments.ts'
import { projectCache } from './project-cache.ts'

/** A server that listens, and a sentence that says where its messages are. */
export interface StartedServer {
  readonly server: Server
  readonly address: Address
  readonly place: string
}

const inMemory = 'Messages are kept in memory; --data DIR keeps them.'

/**
 * Starts the server where the settings want its messages. Without a word about that they outlive it, as long as it can be
 * the same server again: one on a free port is another one each time.
 */
export async function startServer(settings: DevSettings, cwd: string): Promise<StartedServer> {
  const { data, newEpoch } = settings
  if (data !== null) {
    const file = join(data, 'herenow.db')
    return listen(settings, `Messages are kept in ${file}.`, sqlite(file, { newEpoch }))
  }
  const port = settings.port ?? defaultPort
  if (settings.memory || settings.command !== null || port === 0) return listen(settings, inMemory, memory())
  try {
    const file = join(await projectCache(cwd, port), 'herenow.db')
    return await listen(settings, `Messages are kept for a day in ${file}; --memory forgets them.`, sqlite(file))
  } catch (error) {
    // Nobody asked for the file: without it the server is of use all the same. A taken port stays a taken port.
    if (RealtimeError.isInstance(error) && error.code === 'connection_failed') throw error
    const reason = error instanceof Error ? error.message : String(error)
    return listen(settings, `Messages are kept in memory this time: ${reason}`, memory())
  }
}

async function listen({ host, port }: DevSettings, place: string, engine: Engine): Promise<StartedServer> {
  const server = createServer({ host, engine, ...(port === null ? {} : { port }) })
  return { server, address: await server.listen(), place }
}
