import { startRabbitmq } from '../rabbitmq.mjs'
import type { HostedService } from './hosted-service.ts'
import { toQuery } from './hosted-service.ts'

/** A RabbitMQ with Web STOMP, whose data outlives a crash. */
export async function start(): Promise<HostedService> {
  const server = await startRabbitmq()
  const url = (at: number): string => `ws://127.0.0.1:${at}/ws`
  return {
    port: server.port,
    crash: server.crash,
    startAgain: server.restart,
    stop: server.stop,
    demoQuery: (at) => toQuery({ service: 'rabbitmq', url: url(at) }),
    nativeQuery: (at) => Promise.resolve(toQuery({ url: url(at) })),
  }
}
