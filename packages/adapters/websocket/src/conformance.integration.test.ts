import { testAdapter } from '@herenow/testing'
import { startRealService } from '../test-support/real-service.ts'
import { websocket } from './index.ts'

testAdapter({
  name: 'websocket',
  capabilities: websocket('ws://127.0.0.1').capabilities,
  refuses: true,
  hidesPresence: true,
  start: startRealService,
})
