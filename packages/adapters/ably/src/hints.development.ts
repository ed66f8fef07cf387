import type { Hints } from './hints.ts'

/** What to do about it, where an error's own hint wouldn't know Ably. */
export const hints: Hints = {
  factory:
    'Pass a function that makes the client: `ably((options) => new Ably.Realtime({ ...options }))`, with `Ably` from the package ably, version 2.17 or a later 2.',
  shared:
    'The adapter connects and closes a client of its own. Let the function return a new Ably.Realtime at every call, spread the options into it, and leave `connect` and `close` to the client of Herenow.',
  options: 'Spread the options that the function is given first, and put your own behind them.',
  server:
    'Check that this device is online, that the page may connect to `*.ably.net` and `*.ably.io` (`connect-src` of its Content-Security-Policy), and what Ably’s status page says.',
  noToken:
    'Pass `token` to createClient: a function that fetches a token for Ably from your back end (a JWT, an Ably token, or a signed token request as JSON). Only for trying things out: `new Ably.Realtime({ key, ...options })`.',
  token:
    'Have your back end sign it with a key of this Ably app, name the key in `kid`, and look at `exp` and `x-ably-clientId`. The error’s code is explained at https://ably.com/docs/platform/errors/codes.',
  key: 'Copy the whole key, with its secret, from the dashboard of the Ably app, and check that it hasn’t been revoked.',
  permission:
    'Add the right to the token’s capability, for example { "room:*": ["subscribe", "publish", "presence", "history"] }; or return such a token when the token function is asked with the reason "forbidden".',
  channelName: 'Ably takes no channel name that begins with ":" or "[", or has a line break.',
  clientId: 'Presence and messages go by the client id of the token: sign the token for this very `clientId`.',
  limit: 'A limit of the Ably account was reached: https://ably.com/docs/platform/pricing/limits says which there are.',
  refused: 'Ably’s own words and code say why: https://ably.com/docs/platform/errors/codes explains them.',
  present: 'Attach the channel first: Ably has only those present who are attached.',
  since: 'Attach without it, or with `rewind`, and read older messages from history by time.',
  retention: 'How long a message is kept is set for the channel, in the rules of the Ably app.',
  occupancy: 'Ably counts connections where people are asked for: ask with `hereNow`, again and again if need be.',
  global: 'Name the channels: Ably tells clients about single channels only.',
}
