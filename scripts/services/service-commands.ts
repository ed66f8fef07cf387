import type { BrowserCommand } from 'vitest/node'
import { startServer } from '../../playwright/stage/server-process.ts'
import { serviceOf } from '../services.mjs'
import { toQuery } from './hosted/hosted-service.ts'
import type { ServiceName, ServiceProcess } from './hosted/service-process.ts'
import { startService } from './hosted/service-process.ts'

/** `websocket`: a Herenow server. */
type TestedService = ServiceName | 'websocket'

/** What a test in a browser knows of a service before it needs it. */
interface ServiceNews {
  /** The title of tests that need it, by which `npm test` tells what was skipped. */
  readonly title: string
  /** Its server isn't here, and not everything is to be tested. */
  readonly isSkipped: boolean
}

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    lookForService: (name: TestedService) => Promise<ServiceNews>
    /** Tells what the demo would be told in its address. */
    startService: (name: TestedService) => Promise<string>
    stopService: (name: TestedService) => Promise<void>
  }
}

const running = new Map<TestedService, Pick<ServiceProcess, 'stop' | 'demoQuery'>>()

/** What is always here. */
const titlesOfOurs = {
  websocket: 'with a Herenow server',
  ably: 'with the stand-in of Ably',
  pubnub: 'with the stand-in of PubNub',
} as const

const lookForService: BrowserCommand<[TestedService]> = (_, name): ServiceNews => {
  if (name !== 'centrifugo' && name !== 'rabbitmq') return { title: titlesOfOurs[name], isSkipped: false }
  const { title, find } = serviceOf(name)
  const found = find()
  return {
    title: found === null ? `with ${title}` : `with ${title} ${found.version}`,
    isSkipped: found === null && process.env['TEST_EVERYTHING'] !== '1',
  }
}

async function startHerenow(): Promise<Pick<ServiceProcess, 'stop' | 'demoQuery'>> {
  const server = await startServer(0)
  return {
    demoQuery: toQuery({ service: 'websocket', url: `ws://127.0.0.1:${server.port}` }),
    stop: () => server.stop(),
  }
}

const start: BrowserCommand<[TestedService]> = async (_, name): Promise<string> => {
  const service = await (name === 'websocket' ? startHerenow() : startService(name))
  running.set(name, service)
  return service.demoQuery
}

const stop: BrowserCommand<[TestedService]> = async (_, name): Promise<void> => {
  await running.get(name)?.stop()
  running.delete(name)
}

/** Lets tests in a browser have services of others, and a Herenow server. */
export const serviceCommands = { lookForService, startService: start, stopService: stop }
