import { ably } from '@herenow/ably'
import { centrifugo } from '@herenow/centrifugo'
import { pubnub } from '@herenow/pubnub'
import { rabbitmq } from '@herenow/rabbitmq'

/** Adapters say what their service can do before there is a client. */
const unmade = (): never => {
  throw new Error('Stories connect to no service.')
}

/** The services for which the stage can stand, with what their adapters say; `undefined`: what a Herenow server can do. */
export const serviceProfiles = {
  herenow: undefined,
  centrifugo: centrifugo(unmade).capabilities,
  rabbitmq: rabbitmq(unmade).capabilities,
  ably: ably(unmade).capabilities,
  pubnub: pubnub(unmade).capabilities,
}

export type ServiceProfile = keyof typeof serviceProfiles

/** As the toolbar lists them. */
export const serviceTitles: Readonly<Record<ServiceProfile, string>> = {
  herenow: 'Herenow',
  centrifugo: 'as Centrifugo',
  rabbitmq: 'as RabbitMQ',
  ably: 'as Ably',
  pubnub: 'as PubNub',
}
