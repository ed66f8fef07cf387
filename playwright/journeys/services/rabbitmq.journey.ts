import { describeOn, onService } from '../../stage/service-stage.ts'
import { playJourneys } from './journeys-on-a-service.ts'

onService.use({ serviceName: 'rabbitmq' })

describeOn('RabbitMQ', 'rabbitmq', () =>
  playJourneys({
    limits: 'Not on RabbitMQ: who is here, messages before the last 50.',
    hasPresence: false,
    hasTyping: true,
    // Its streams are on the disk.
    marksAfterCrash: 0,
  }),
)
