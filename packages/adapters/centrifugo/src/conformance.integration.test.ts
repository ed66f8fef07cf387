import { testAdapter } from '@herenow/testing'
import { afterAll, beforeAll } from 'vitest'
import { startRedis } from '../../../../scripts/services/redis.mjs'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { startGatekeeper } from '../test-support/gatekeeper.ts'
import { adapterFor, startRealService } from '../test-support/real-centrifugo.ts'

const { capabilities } = adapterFor('ws://127.0.0.1')

withServices(['centrifugo'], () => {
  testAdapter({
    name: 'centrifugo, in memory, where a back end decides who may subscribe',
    capabilities,
    refuses: true,
    start: async () => startRealService({ gatekeeper: await startGatekeeper() }),
  })
})

withServices(['centrifugo', 'redis'], () => {
  let redis: Awaited<ReturnType<typeof startRedis>>
  let tests = 0
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  testAdapter({
    name: 'centrifugo, with Redis, where the namespace lets everybody in',
    capabilities,
    start() {
      const prefix = `test-${(tests += 1)}`
      return startRealService({ more: { engine: { type: 'redis', redis: { address: redis.url, prefix } } } })
    },
  })
})
