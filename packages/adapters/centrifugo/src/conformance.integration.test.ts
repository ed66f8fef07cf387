import { testAdapter } from '@herenow/testing'
import { withServices } from '../../../../scripts/services/with-services.ts'
import { adapterFor, startRealService } from '../test-support/real-centrifugo.ts'

const { capabilities } = adapterFor('ws://127.0.0.1')

withServices(['centrifugo'], () => {
  testAdapter({ name: 'centrifugo, in memory', capabilities, refuses: true, start: () => startRealService() })
})
