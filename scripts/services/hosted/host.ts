import { faultProxy } from '@herenow/testing'
import type { HostedService } from './hosted-service.ts'
import type { ServiceName } from './service-process.ts'

// Runs a service of others, with a network in front of it that can be cut: node host.ts NAME. It is told what to do by its
// parent, and ends with it.

const services: Partial<Record<ServiceName, () => Promise<{ readonly start: () => Promise<HostedService> }>>> = {
  centrifugo: () => import('./centrifugo.ts'),
  rabbitmq: () => import('./rabbitmq.ts'),
  ably: () => import('./ably.ts'),
  pubnub: () => import('./pubnub.ts'),
}

const [name = ''] = process.argv.slice(2)
const load = services[name as ServiceName]
if (load === undefined) throw new Error(`There is no service "${name}" here`)
const { start } = await load()
const service = await start()
const network = await faultProxy({ target: `ws://127.0.0.1:${service.port}` })

const commands: Readonly<Record<string, () => Promise<void> | void>> = {
  cut() {
    network.inject({ kind: 'refuse' })
    network.inject({ kind: 'reset' })
  },
  restore: () => network.heal(),
  crash: service.crash,
  startAgain: service.startAgain,
  async stop() {
    await network.close()
    await service.stop()
  },
}

async function carryOut(command: string): Promise<void> {
  await commands[command]?.()
  process.send?.({ done: command })
  if (command === 'stop') process.exit()
}

process.on('message', (command: string) => void carryOut(command))
// Its parent has ended without a word.
process.on('disconnect', () => void service.stop().then(() => process.exit()))
process.send?.({
  demoQuery: service.demoQuery(network.port),
  nativeQuery: await service.nativeQuery(network.port),
})
