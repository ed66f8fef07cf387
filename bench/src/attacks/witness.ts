import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'

/** Somebody honest, who asks again and again whether the server is there. */
export interface Witness {
  /** Stops asking. Returns the longest round trip in milliseconds; `Infinity` when an answer never came. */
  end(): Promise<number>
}

const pause = 20
/** Milliseconds after which an answer counts as never. */
const patience = 30_000

export async function startWitness(port: number): Promise<Witness> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'herenow.v1')
  let lost = false
  let answered = (): void => {}
  socket.on('error', () => {})
  socket.on('message', () => answered())
  socket.on('close', () => {
    lost = true
    answered()
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', version: 1, clientId: 'witness', token: 'witness' }))
  await once(socket, 'message')
  let longest = 0
  let ended = false

  const asking = (async () => {
    for (let id = 0; !ended && !lost; id += 1) {
      const asked = performance.now()
      const answer = new Promise<void>((resolve) => (answered = resolve))
      socket.send(JSON.stringify({ type: 'ping', id }))
      await Promise.race([answer, wait(patience, null, { ref: false })])
      longest = Math.max(longest, performance.now() - asked)
      await wait(pause)
    }
  })()

  return {
    async end() {
      ended = true
      await asking
      const wasLost = lost
      socket.terminate()
      return wasLost ? Number.POSITIVE_INFINITY : longest
    },
  }
}
