export { rabbitmq } from './rabbitmq.ts'
export type { RabbitmqClientOptions, RabbitmqFactory, RabbitmqOptions } from './options.ts'
