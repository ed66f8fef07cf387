import { describeOn, onService } from '../../stage/service-stage.ts'
import { playJourneys } from './journeys-on-a-service.ts'

onService.use({ serviceName: 'centrifugo' })

describeOn('Centrifugo', 'centrifugo', () =>
  playJourneys({
    limits: 'Not on Centrifugo: who is typing.',
    hasPresence: true,
    hasTyping: false,
    // It keeps everything in memory.
    marksAfterCrash: 1,
  }),
)
