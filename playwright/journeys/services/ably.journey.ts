import { describeOn, onService } from '../../stage/service-stage.ts'
import { playJourneys } from './journeys-on-a-service.ts'

onService.use({ serviceName: 'ably' })

describeOn('the stand-in of Ably', null, () =>
  playJourneys({
    limits: null,
    hasPresence: true,
    hasTyping: true,
    // The stand-in forgets everything.
    marksAfterCrash: 1,
  }),
)
