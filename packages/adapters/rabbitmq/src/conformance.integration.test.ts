import { testAdapter } from '@herenow/testing'
import { afterAll, beforeAll } from 'vitest'
import { startRabbitmq } from '../../../../scripts/services/rabbitmq.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { startRealService } from '../test-support/real-service.ts'
import { capabilities, withoutStreams } from './capabilities.ts'

withServices(['rabbitmq'], () => {
  let server: Awaited<ReturnType<typeof startRabbitmq>>
  beforeAll(async () => {
    server = await startRabbitmq()
  }, 120_000)
  afterAll(() => server?.stop())

  testAdapter({
    name: 'streams',
    capabilities,
    start: () => startRealService(server.url),
  })

  testAdapter({
    name: 'nothing kept',
    capabilities: { ...capabilities, ...withoutStreams },
    start: () => startRealService(server.url, { streams: false }),
  })
})
