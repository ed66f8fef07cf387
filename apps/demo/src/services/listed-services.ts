import type { Service } from './service.ts'

/** A service as the menu lists it. Its own module comes once it is chosen. */
export interface ListedService {
  /** As in the address of the page. */
  readonly name: string
  readonly title: string
  readonly load: () => Promise<{ readonly service: Service }>
}

/** The one that is taken where nothing else is said. */
export const ownService: ListedService = {
  name: 'websocket',
  title: 'Herenow',
  load: () => import('./websocket.ts'),
}

/** All services that the demo runs on. */
export const listedServices: readonly ListedService[] = [
  ownService,
  { name: 'centrifugo', title: 'Centrifugo', load: () => import('./centrifugo.ts') },
  { name: 'rabbitmq', title: 'RabbitMQ', load: () => import('./rabbitmq.ts') },
  { name: 'ably', title: 'Ably', load: () => import('./ably.ts') },
  { name: 'pubnub', title: 'PubNub', load: () => import('./pubnub.ts') },
]
