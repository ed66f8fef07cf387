import type { BrowserCommand } from 'vitest/node'
import { serviceOf } from '../services.mjs'
import type { ServiceName, ServiceProcess } from './hosted/service-process.ts'
import { startService } from './hosted/service-process.ts'

/** What a test in a browser knows of a service before it needs it. */
interface ServiceNews {
  /** The title of tests that need it, by which `npm test` tells what was skipped. */
  readonly title: string
  /** Its server isn't here, and not everything is to be tested. */
  readonly isSkipped: boolean
}

declare module 'vitest/internal/browser' {
  interface BrowserCommands {
    lookForService: (name: ServiceName) => Promise<ServiceNews>
    /** Tells what the demo would be told in its address. */
    startService: (name: ServiceName) => Promise<string>
    stopService: (name: ServiceName) => Promise<void>
  }
}

const running = new Map<ServiceName, ServiceProcess>()

const lookForService: BrowserCommand<[ServiceName]> = (_, name): ServiceNews => {
  if (name === 'ably') return { title: 'with the stand-in of Ably', isSkipped: false }
  const { title, find } = serviceOf(name)
  const found = find()
  return {
    title: found === null ? `with ${title}` : `with ${title} ${found.version}`,
    isSkipped: found === null && process.env['TEST_EVERYTHING'] !== '1',
  }
}

const start: BrowserCommand<[ServiceName]> = async (_, name): Promise<string> => {
  const service = await startService(name)
  running.set(name, service)
  return service.demoQuery
}

const stop: BrowserCommand<[ServiceName]> = async (_, name): Promise<void> => {
  await running.get(name)?.stop()
  running.delete(name)
}

/** Lets tests in a browser have services of others. */
export const serviceCommands = { lookForService, startService: start, stopService: stop }
