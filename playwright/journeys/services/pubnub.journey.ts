import { describeOn, onService } from '../../stage/service-stage.ts'
import { playJourneys } from './journeys-on-a-service.ts'

onService.use({ serviceName: 'pubnub' })

describeOn('the stand-in of PubNub', null, () =>
  playJourneys({
    limits: null,
    hasPresence: true,
    hasTyping: true,
    // Stored messages outlive it.
    marksAfterCrash: 0,
  }),
)
