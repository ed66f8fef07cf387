import type { Clock } from '@herenow/adapter'
import { adapterError, after, notConnected } from '@herenow/adapter'
import type { RequestGate } from './request-gate.ts'
import type { Up } from './up.ts'

export interface PingNeeds {
  readonly clock: Clock
  readonly gate: RequestGate
  readonly up: () => Up | null
  /** Where no queue takes anything, which RabbitMQ confirms at once. */
  readonly destination: string
}

/** Measures the way there and back, in milliseconds. `timeout`: rejects after so many. */
export function createPing({ clock, gate, up, destination }: PingNeeds): (timeout: number) => Promise<number> {
  return (timeout) =>
    new Promise((resolve, reject) => {
      if (!up()) return reject(notConnected())
      const start = clock.now()
      const leave = gate.enter({
        key: 'ping',
        begin: (answered) =>
          up()?.link.send(destination, {}, '', () => {
            answered()
            cancel()
            resolve(clock.now() - start)
          }),
        fail(error) {
          cancel()
          reject(error)
        },
      })
      const cancel = after(clock, timeout, () => {
        leave()
        reject(adapterError('timeout', 'RabbitMQ did not answer in time.', { retryable: true }))
      })
    })
}
