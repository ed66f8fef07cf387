import type { Hints } from './hint-name.ts'

export const hints: Hints = {
  unauthorized:
    'There is no token that the server takes. Where your token function says so, because the user has signed out, that is as it should be. Otherwise check that `token` returns a fresh one, signed with the secret that the server was given, and that its `sub` is the `clientId` you passed.',
  token_expired:
    'The token has expired. Pass `token` as a function, so that a fresh one can be fetched before the old one ends.',
  forbidden:
    'The token or the server\'s rules don\'t allow this. Add the right to the token\'s `cap` claim, for example { "room:*": ["subscribe", "publish", "presence", "history"] }.',
  not_found: 'Nothing exists under this name. Check its spelling.',
  unsupported:
    "The service behind this adapter can't do this. Look at `client.capabilities` before you offer it to users.",
  invalid_argument: 'An argument has the wrong shape. The message says which one; correct it and call again.',
  message_too_large:
    'Send less: put large content in a file store and publish its URL. The limit is `client.capabilities.maxMessageBytes`.',
  signal_too_large: 'Signals are for a few bytes, such as "is typing". Use `publish` for anything larger.',
  rate_limited:
    'Too many requests in a short time. Send fewer, or combine several with `publishMany`; for pointers and typing use presence updates or signals.',
  queue_full:
    'The connection is down and the outbox is full. Let the user retry when it is back, or raise `queue` in `createClient`.',
  timeout:
    'No answer came in time. The server may be overloaded or the network slow; call again, with the same message id where it matters.',
  connection_closed:
    "The connection is not open. Wait for `connection.once('connected')`, or call again: publishes queue by themselves.",
  connection_failed:
    'No connection could be made. Check that the server runs, that the URL is right and that no proxy blocks WebSockets.',
  protocol_error:
    "The other side sent something that this version doesn't understand. Use the same major version of client and server.",
  out_of_order: 'An earlier message of this channel has to be sent first. The outbox does that by itself.',
  listener_failed:
    'One of your listeners threw. The error is in `cause`; the other listeners were called all the same.',
  gap: 'Messages are missing and the service no longer has them. Show a marker, or reload what you need from your own source.',
  decrypt_failed: 'The message could not be opened with the keys at hand. Check the key ring.',
  schema_invalid: "The data doesn't match the channel's schema.",
  rejected: 'The rules of the app refused this. The message is meant for whoever wrote it: show it.',
  server_error: 'The server could not do this just now. Its log says why; try again later.',

  'adapter-options': "Check the adapter's options: the known ones are listed in the message.",
  'channel-name':
    'Use letters, digits and _ . : @ = - only, at most 200 bytes, with no empty segment between two ":" or ".", for example "room:lobby".',
  'channel-reserved': 'Names that start with "group:" and names with "*" are reserved. Choose another name.',
  'client-adapter': "Pass one, for example `createClient({ adapter: websocket('ws://localhost:7070') })`.",
  'client-closed': 'This client was closed. Make a new one with `createClient`.',
  'closed-twice':
    'The server, or a proxy before it, closed the connection each time this was sent, so it is not sent again. The log of the server says why; look for something unusual in it, such as its size or its characters.',
  'data-not-json':
    'Pass data that JSON carries as it is. Turn a Map into an object or entries, a Set into an array, bytes into base64, an Error into its message, a BigInt into a string. Use `null` for "nothing".',
  'hook-outside-provider':
    'Wrap the app, or this part of it, in <RealtimeProvider client={client}>. Pass client={null} while the user is signed out.',
  'no-crypto':
    "In React Native import 'react-native-get-random-values' first, or pass `env: { random: { next: Math.random, bytes: getRandomBytes } }` to createClient, with `getRandomBytes` of expo-crypto.",
  'no-web-socket':
    'Use Node 22 or later, or pass `env: { createSocket }` to createClient, for example on top of the package ws.',
  'other-client':
    'A client belongs to one user, so that nothing is sent in the name of another. Return tokens whose `sub` stays the same; for another user close this client and make a new one.',
  'socket-blocked':
    "The browser refused the socket without asking the server. Most likely the page's Content-Security-Policy forbids it: add the server to `connect-src`, for example `connect-src 'self' wss://live.example.com`. A page on https can't open ws:// either.",
  'socket-refused':
    'Nothing answered at this address, or the answer was no. Start the server (`npx @herenow/server`) or correct the URL. If it runs, its log says when the origin of this page is not allowed. A proxy in between must allow WebSocket upgrades.',
  'socket-silent':
    'Something accepted the connection but never answered as a Herenow server does. Check that the URL points at one, and that no proxy swallows WebSocket frames.',
  'socket-url': 'Pass a WebSocket URL, for example ws://localhost:7070 or wss://live.example.com.',
  'static-token':
    'It was passed as a text, so there is no other. Pass `token` as a function that fetches a fresh one; it is called on every connect, before a token ends and when one is refused.',
  subprotocol:
    'The server doesn\'t speak "herenow.v1". Check that the URL points at a Herenow server, that client and server have the same major version, and that proxies keep the Sec-WebSocket-Protocol header.',
  'token-function':
    "Return the token, a string that isn't empty. The function is called again after a delay. To end that, for example when the user has signed out, throw a RealtimeError that isn't retryable: `throw new RealtimeError({ code: 'unauthorized', message: 'Signed out.' })`.",
  'upgrade-origin':
    'It, or a proxy before it, takes no connections from this page. List the origin of the page in `origins` of the server; its log names the origin.',
  'upgrade-path':
    'Check the path of the URL: a Herenow server listens at "/", or inside an app at "/realtime" unless it was told otherwise, and a proxy may add or cut off a part.',
  'upgrade-token':
    'A proxy before the server wants its visitors to sign in. A token of createClient can not help: it is sent inside the connection. Let the proxy pass this path.',
}
