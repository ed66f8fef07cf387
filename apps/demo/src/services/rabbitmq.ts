import { rabbitmq } from '@herenow/rabbitmq'
import { Client } from '@stomp/stompjs'
import type { Service } from './service.ts'

export const service: Service = {
  settings: [
    {
      name: 'url',
      label: 'Address of Web STOMP',
      about: 'Of the plugin rabbitmq_web_stomp, with the path.',
      kind: 'socket-url',
      initial: 'ws://localhost:15674/ws',
    },
    {
      name: 'login',
      label: 'Login',
      about: 'A user of RabbitMQ. “guest” is there at first, for this machine only.',
      kind: 'text',
      initial: 'guest',
    },
    { name: 'passcode', label: 'Password', about: 'The user’s password.', kind: 'text', initial: 'guest' },
    { name: 'vhost', label: 'Virtual host', about: 'Where the streams of the rooms are.', kind: 'text', initial: '/' },
  ],
  start: 'rabbitmq-plugins enable rabbitmq_web_stomp\nrabbitmq-server',
  missingIn: () => null,
  canBeCutOff: false,
  clientOptions: ({ url = '', login = '', passcode = '', vhost = '' }) => ({
    adapter: rabbitmq((options) => new Client({ brokerURL: url, ...options }), { login, passcode, vhost }),
  }),
}
