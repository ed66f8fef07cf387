import { createClient } from '@herenow/core'
import { silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'
import { keyIn } from './heard-recorder.ts'
import type { StoredMessage } from './record.ts'

/** Reads the server's history, on a way without faults. */
export interface Archivist {
  /** The offset of the newest message; 0 when there is none. */
  newest(channel: string): Promise<number>
  /** All messages, oldest first. `epochs` gets every epoch among them. */
  all(channel: string, epochs: Set<string>): Promise<readonly StoredMessage[]>
  close(): Promise<void>
}

const pageSize = 200

export function createArchivist(port: number): Archivist {
  const client = createClient({
    adapter: websocket(`ws://127.0.0.1:${port}`, { reconnectInterval: 100 }),
    clientId: 'archivist',
    log: silentLogger,
  })
  return {
    async newest(channel) {
      const { items } = await client.channel(channel).history({ limit: 1 })
      return Number(items[0]?.position?.offset ?? 0)
    },
    async all(channel, epochs) {
      const messages: StoredMessage[] = []
      for await (const { data, position } of await client
        .channel(channel)
        .history({ limit: pageSize, direction: 'forwards' })) {
        if (position !== null) epochs.add(position.epoch)
        messages.push({ key: keyIn(data), offset: Number(position?.offset) })
      }
      return messages
    },
    close: () => client.close(),
  }
}
