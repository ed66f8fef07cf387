import type { Hints } from './hints.ts'

/** What to do about it, where an error's own hint wouldn't know PubNub. */
export const hints: Hints = {
  address:
    'Detach channels that are not needed, or use shorter names, states and `info`: those of all attached channels are sent with every request for messages, in about 26,000 characters.',
  channelName: 'Use a shorter name: a ":" counts as one character, and nothing is added.',
  factory:
    'Pass a function that makes the client: `pubnub((options) => new PubNub({ subscribeKey, publishKey, ...options }))`, with `PubNub` from the package pubnub, version 7.3 or a later 7.',
  feature:
    'Enable it for the keyset in PubNub’s Admin Portal: Message Persistence for history, Presence (with Global Here Now, if all channels are asked for) for who is here.',
  key: 'Copy the publish and the subscribe key of one keyset from PubNub’s Admin Portal.',
  limit: 'Send less often: PubNub limits how much it takes in a second from one client, and in one channel.',
  occupancy: 'PubNub pushes no counts: ask with `hereNow`, again and again if need be.',
  options: 'Spread the options that the function is given, and put your own behind them.',
  origin:
    'Check that this device is online, that `origin` (if you set it) is right, and that the page may connect to `*.pndsn.com` (`connect-src` of its Content-Security-Policy).',
  permission:
    'Pass `token` to createClient, a function that fetches a token from your back end, which makes it with `grantToken`. Grant `read` for subscribing, history and presence, and `write` for publishing, on the channel by its name at PubNub ("room~lobby" for "room:lobby"), and `read` on it with "-pnpres" behind for who is there; or return such a token when the token function is asked with the reason "forbidden".',
  present: 'Attach the channel first: whoever attaches is present at PubNub, and only those have a state.',
  refused: 'PubNub’s own words say why; its status page says whether something is wrong there.',
  retention:
    'How long messages are kept is set for the keyset. Leave `ttl` out, or keep it out of history with `store: false`.',
  shared:
    'The adapter subscribes and stops a client of its own. Let the function return a new PubNub at every call, and leave `subscribe`, `unsubscribe` and `stop` to the client of Herenow.',
  signal: 'PubNub’s signals have 64 bytes, name included. Use a shorter name, or `publish`.',
  size: 'PubNub takes 32 KiB with everything that stands beside a message. Put large content in a file store and publish its URL.',
  token:
    'Let your back end make it with `grantToken` of the same keyset, for this very `clientId` (`authorized_uuid`) and for long enough (`ttl`, in minutes), and look whether it has been revoked.',
  withAttach: 'Whoever attaches a channel is present in it. Attach it, or detach it, instead; `update` sets a state.',
}
