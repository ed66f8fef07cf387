import { createClient } from '@herenow/core'
import { createRealEnv, silentLogger } from '@herenow/testing'
import { websocket } from '@herenow/websocket'

/** Two honest clients that talk to each other while others misbehave. */
export interface Witness {
  /** Stops talking, waits for the last word, and says how many there were and what went wrong. */
  end(): Promise<{ readonly messages: number; readonly problems: readonly string[] }>
}

const pause = 5

export async function startWitness(port: number): Promise<Witness> {
  const env = createRealEnv()
  const clients = ['witness-speaker', 'witness-listener'].map((clientId) =>
    createClient({ adapter: websocket(`ws://127.0.0.1:${port}`), clientId, env, log: silentLogger }),
  )
  const [speaker, listener] = clients.map((client) => client.channel('witness:room'))
  if (speaker === undefined || listener === undefined) throw new Error('Two clients were made')
  const problems: string[] = []
  let heard = 0
  let said = 0
  let ended = false
  for (const client of clients) {
    client.connection.on('disconnected', (state) =>
      problems.push(`an honest client lost its connection: ${state.status}`),
    )
    client.on('error', (error) => problems.push(`an honest client was told of ${error.code}: ${error.message}`))
  }
  listener.onGap(() => problems.push('an honest client found a gap'))
  listener.subscribe(({ data }) => {
    heard += 1
    if (data !== heard) problems.push(`heard ${String(data)} instead of ${heard}`)
  })
  await listener.attach()

  const talking = (async () => {
    while (!ended) {
      said += 1
      await speaker.publish('said', said)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  })()

  return {
    async end() {
      ended = true
      await talking
      const last = new Promise<void>((resolve) => {
        if (heard >= said) resolve()
        listener.subscribe(() => {
          if (heard >= said) resolve()
        })
      })
      await Promise.race([last, new Promise((resolve) => setTimeout(resolve, 5_000))])
      if (heard !== said) problems.push(`heard ${heard} of ${said}`)
      await Promise.all(clients.map((client) => client.close()))
      return { messages: heard, problems }
    },
  }
}
