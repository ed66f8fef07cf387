import type { Hints } from './hints.ts'

/** What to do about it, where an error's own hint wouldn't know RabbitMQ. */
export const hints: Hints = {
  binary:
    'Set `web_stomp.ws_frame = binary` in rabbitmq.conf: then such entries are read, with � for what is not UTF-8. Or let nobody write bytes, such as protobuf or compressed text, into the streams of channels.',
  client:
    "Pass a function that makes a new client of @stomp/stompjs 7 each time and does not activate it: `rabbitmq((options) => new Client({ brokerURL: 'ws://localhost:15674/ws', ...options }))`.",
  clientId: 'Pass `clientId` to createClient: it is what others see as the sender.',
  closed:
    "RabbitMQ's log says why. Most often the exchange doesn't exist, the user may not do this (permissions `configure`, `write` and `read`, and topic permissions), or a stream of this name was declared with other arguments.",
  history: "Read with `direction: 'forwards'`, or attach with `rewind` to have the last messages.",
  login:
    'Check login and passcode: `rabbitmqctl authenticate_user NAME`. The user guest may sign in from this machine only. With a token, check that the plugin rabbitmq_auth_backend_oauth2 is enabled and takes it.',
  presence:
    'Run a Herenow server beside RabbitMQ for who is present (`npx @herenow/server`), with a client of its own.',
  refused:
    'Enable the plugin (`rabbitmq-plugins enable rabbitmq_web_stomp`) and use the URL of its port and path, for example ws://localhost:15674/ws. A proxy in between must allow WebSocket upgrades.',
  routingKey:
    '`routingKey` must return 1 to about 240 bytes for each channel, words with single dots between them, none of them * or #, and no ~ in front.',
  streams: 'Leave out `streams: false`, and use RabbitMQ 3.9 or later.',
  time: 'Read from a position on, or attach with `rewind` and a number of messages.',
  ttl: 'Leave `ttl` out, and limit the stream: `rabbitmqctl set_policy`, with `max-age` or `max-length-bytes`.',
  url: 'Pass the URL of the Web STOMP plugin as `brokerURL`, for example ws://localhost:15674/ws or wss://rabbit.example.com/ws.',
  vhost:
    "Create the virtual host (`rabbitmqctl add_vhost NAME`) and let the user in (`rabbitmqctl set_permissions -p NAME USER '.*' '.*' '.*'`, or less), or correct the option `vhost`.",
}
