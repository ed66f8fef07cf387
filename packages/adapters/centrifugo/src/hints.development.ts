import type { Hints } from './hints.ts'

/** What to do about it, where an error's own hint wouldn't know Centrifugo. */
export const hints: Hints = {
  factory:
    'Pass a function that makes the client: `centrifugo((options) => new Centrifuge(url, { ...options }))`, with `Centrifuge` from the package centrifuge, version 5.',
  shared:
    'The adapter makes and closes a connection of its own. Let the function return a new Centrifuge at every call, and leave `connect` and `disconnect` to the client of Herenow.',
  url: 'Pass a WebSocket URL, for example wss://live.example.com/connection/websocket, or a list of transports as the SDK takes it.',
  server:
    'Check that Centrifugo runs at this address, that the URL ends in /connection/websocket, and that `client.allowed_origins` has the origin of this page.',
  sockets:
    'Use Node 22 or later, or give the SDK sockets: `new Centrifuge(url, { websocket: WebSocket, ...options })`, for example those of the package ws.',
  noToken:
    'Pass `token` to createClient: a function that fetches a JWT from your back end. Or let Centrifugo take clients without one (`client.allow_anonymous_connect_without_token`).',
  notJson:
    'Somebody has published what is no JSON, and everybody who reads that loses the connection. Set `"publication_data_format": "json"` under `channel` in Centrifugo’s configuration, so that it is refused, and remove what is kept (`history_remove`).',
  token:
    'Sign it with the key in `client.token` of Centrifugo’s configuration, and look at `exp`, `aud` and `iss`: the log of Centrifugo says what it missed.',
  namespace: 'The part before ":" names a namespace. Add it to `channel.namespaces` in Centrifugo’s configuration.',
  permission:
    'Allow it in the namespace, for example `allow_subscribe_for_client`, `allow_publish_for_subscriber`, `allow_history_for_subscriber` or `allow_presence_for_subscriber`; or return a token for this channel from the token function, which is asked with the reason "forbidden" and the channel.',
  feature:
    'The namespace doesn’t have it, or doesn’t let clients use it: look at `history_size`, `history_ttl`, `presence` and the permissions in its configuration.',
  disconnected: 'Something told Centrifugo to disconnect this user. Call `connect()` when that has been settled.',
  unsubscribed:
    'Something told Centrifugo to end this subscription. Attach the channel again when that has been settled.',
  limit: 'A limit in Centrifugo’s configuration was reached; its log says which.',
  serverSide:
    'The server has subscribed this connection by itself. Take the channel from the token or the proxy that does it.',
  state:
    'Centrifugo holds no state of members that a client could change. What others should know belongs in a message.',
  withAttach: 'Whoever attaches a channel is present in it. Attach it, or detach it, instead.',
  signals:
    'Everything that is published in a channel is kept as its namespace says. Publish it in a channel without history.',
  size: 'Tell the adapter what the server takes: `centrifugo(make, { messageSizeLimit })` with its setting `websocket.message_size_limit`.',
  time: 'Centrifugo tells no time of a message. Ask by number, or by position.',
  retention:
    'History is as the namespace says: set `history_size` and `history_ttl` there, or use a channel of another namespace.',
  occupancy: 'Centrifugo pushes no counts: ask with `hereNow`, again and again if need be.',
  global: 'Name the channels: Centrifugo tells clients about single channels only.',
}
