import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './document-examples.ts'

// docs/limits.md says numbers; the code has them. Each row is held against the constants that it speaks of.

const core = 'packages/core/src'
const websocket = 'packages/adapters/websocket/src/connection'
const server = 'packages/server/src'
const clientLimits = 'packages/protocol/src/client-limits.ts'
const protocolLimits = 'packages/protocol/src/limits.ts'
const streamLimits = `${core}/stream/stream-rules.ts`
const settings = `${core}/client/settings.ts`
const serverLimits = `${server}/server-limits.ts`
const readWebhooks = `${server}/webhooks/read-webhooks.ts`
const timings = `${server}/timings.ts`

/** A file, what stands before the number in it, and what one of its units is in ours (bytes, milliseconds). */
type Place = readonly [file: string, before: string, unit?: number]

const rows: readonly (readonly [row: string, ...places: Place[]])[] = [
  ['`data` of a message', [clientLimits, 'messageBytes:']],
  ['`data` of a signal', [clientLimits, 'signalBytes:']],
  ['a presence state', [clientLimits, 'stateBytes:']],
  ['a name of messages', [protocolLimits, 'nameBytes:']],
  ['`meta` of a message', [protocolLimits, 'metaBytes:']],
  ['`info` of a user', [protocolLimits, 'infoBytes:']],
  ['an id of a message', ['packages/adapter/src/message-id.ts', 'maxMessageIdBytes =']],
  ['a client id', [protocolLimits, 'clientIdBytes:']],
  ['a channel name', ['packages/adapter/src/channel-name.ts', 'maxChannelNameLength =']],
  ['nested objects and arrays', [protocolLimits, 'depth:']],
  ['a token', [clientLimits, 'tokenBytes:']],
  ["a token's id (`jti`)", [`${server}/auth/identity.ts`, 'tokenIdBytes =']],
  ["patterns in a token's `cap`", [`${server}/auth/rights.ts`, 'mostPatterns =']],

  [
    'messages that wait in a channel',
    [settings, "'queue.maxMessages', queue.maxMessages,"],
    [settings, "'queue.maxBytes', queue.maxBytes,"],
  ],
  ['failed messages kept for `retry`', [`${core}/outbox/failed-messages.ts`, 'mostFailed =']],
  ['how long a message waits', [settings, "'publishTimeout', numbers.publishTimeout,"]],
  ['how long any other request waits', [settings, 'requestTimeout =']],
  ['messages in a log', [settings, "'keepMessages', numbers.keepMessages,"]],
  ['messages in a log that was paged back', [`${core}/log/shown-log.ts`, 'keepPagedBack =']],
  ['messages that wait while a gap is healed', [streamLimits, 'bufferedMessages:'], [streamLimits, 'bufferedBytes:']],
  ['messages that are fetched to heal a gap', [streamLimits, 'healedMessages:'], [streamLimits, 'healedBytes:']],
  ['ids by which repetitions are known', [streamLimits, 'rememberedIds:']],
  ['channels whose log is kept after leaving', [`${core}/channel/channel-registry.ts`, 'keepChannels =']],
  ['how long it is kept', [`${core}/channel/channel-registry.ts`, 'keepFor =']],

  ['an attempt to connect', [`${websocket}/machine.ts`, 'connectTimeout =']],
  ['the first wait', [`${websocket}/retry-delay.ts`, 'firstStep =']],
  ['the longest wait', ['packages/adapter/src/retry-pause.ts', 'longestStep =']],
  ['the longest wait on this machine', [`${websocket}/retry-delay.ts`, 'longestOnThisMachine =']],
  ['a connection that counts as stable', [`${websocket}/machine.ts`, 'stableAfter =']],
  ['until it is `lost`, or `unreachable`', [settings, "'lostAfter', numbers.lostAfter,"]],
  ['until an unused channel is left', [settings, "'lingerMs', numbers.lingerMs,"]],
  ["the server's pings", [timings, 'pingInterval:']],
  ['silence until the client asks', [`${websocket}/heartbeat.ts`, 'patience =']],
  ['an answer to that', [`${websocket}/heartbeat.ts`, 'answerTime =']],
  ['presence of a lost connection', [timings, 'lossGrace:']],
  ['presence of a closed or reloaded page', [timings, 'reloadGrace:']],
  ['lost connections of a client', [`${server}/socket/connection-registry.ts`, 'mostAbsent =']],
  ['between two presence updates of a client', [`${core}/presence/own-presence.ts`, 'defaultThrottle =']],
  ['between two presence items of a channel', [timings, 'presencePace:']],

  ['a frame', [clientLimits, 'frameBytes:']],
  ['channels of a connection', [protocolLimits, 'channelsPerConnection:']],
  ['publishes a second, with `auth`', [serverLimits, 'withAuth = { publishesPerSecond:']],
  ['a burst of them', [serverLimits, 'withAuth = { publishesPerSecond: 50, publishBurst:']],
  ['publishes a second, without `auth`', [serverLimits, 'inDevelopment = {\n  publishesPerSecond:']],
  [
    'other requests a second, with `auth`',
    [serverLimits, 'withAuth = { publishesPerSecond: 50, publishBurst: 100, requestsPerSecond:'],
  ],
  [
    'a burst of other requests',
    [serverLimits, 'withAuth = { publishesPerSecond: 50, publishBurst: 100, requestsPerSecond: 100, requestBurst:'],
  ],
  ['over the rate without a break', [timings, 'abuse:']],
  ['publishes that wait to be stored', [`${server}/channel/channel-queues.ts`, 'mostWaiting =']],
  ['what waits for a slow reader', [serverLimits, 'bufferBytes:']],
  ['the least that a reader takes in 60 s', [`${server}/socket/drain-watch.ts`, 'trickleBytes =']],
  ['until `hello` is complete', [timings, 'hello:']],
  ['the check of a token', [timings, 'tokenCheck:']],
  ['open connections', [serverLimits, 'connections:']],
  ['open connections of one address', [serverLimits, 'connectionsPerAddress:']],
  ['messages of a page of history', [protocolLimits, 'messagesPerPage:']],
  ['a frame of the server', [protocolLimits, 'serverFrameBytes:']],

  [
    'work for answers beyond what requests count, a second',
    [`${server}/socket/throttle.ts`, 'workRate = { perSecond:'],
  ],
  ['requests that wait for `authorize`', [`${server}/auth/permission-gate.ts`, 'mostWaiting =']],

  ['characters of one answer', [`${server}/http/api/answer-budget.ts`, 'mostCharacters =']],
  ['a request to the API', [`${server}/http/api/http-api.ts`, 'bodyBytes =']],
  ['commands of a batch', [`${server}/http/api/run-method.ts`, 'mostCommands =']],
  ['channels of a broadcast', [`${server}/api/server-broadcast.ts`, 'mostChannels =']],
  ['publications in one answer', [`${server}/http/api/methods/history.ts`, 'mostPublications =']],
  ['connections in one answer', [`${server}/http/api/methods/presence.ts`, 'mostConnections =']],
  ['channels in one answer', [`${server}/http/api/methods/overview.ts`, 'mostChannels =']],
  ['clients that are kept out at once', [`${server}/socket/exclusions.ts`, 'mostExcluded =']],
  ['revocations that are remembered at once', [`${server}/auth/revocations.ts`, 'mostRevocations =']],
  ['how long each of them is', [`${server}/api/server-revoke.ts`, 'usualKeepFor =', 1_000]],
  ['why a client was put out', [`${server}/api/server-kick.ts`, 'reasonBytes =']],

  [
    'events that wait for one listener',
    [`${server}/events/listener-queue.ts`, 'mostWaitingEvents ='],
    [`${server}/events/listener-queue.ts`, 'mostWaitingSize ='],
  ],
  ["a listener's work on one event", [`${server}/events/listener-queue.ts`, 'listenerDeadline =']],
  ['calls of one listener at the same time', [`${server}/events/listener-queue.ts`, 'mostCalls =']],
  ['how long a server that stops waits for them', [`${server}/events/listeners.ts`, 'listenersEnd =']],
  ['until a channel that everybody left is empty', [`${server}/channel/channel-rules.ts`, 'emptyAfter:', 1_000]],
  ['channels that are waited for until then', [`${server}/events/occupied-channels.ts`, 'mostVacant =']],

  ['events that wait for a webhook', [readWebhooks, 'keep.events ??'], [readWebhooks, 'keep.bytes ??']],
  ['how long they wait', [readWebhooks, 'keep.seconds ??', 1_000]],
  [
    'events that were given up',
    [`${server}/webhooks/event-shelf.ts`, 'mostDeadEvents ='],
    [`${server}/webhooks/event-shelf.ts`, 'mostDeadBytes ='],
  ],
  [
    "events while the outbox can't be written",
    [`${server}/webhooks/outbox-writer.ts`, 'mostEvents ='],
    [`${server}/webhooks/outbox-writer.ts`, 'mostBytes ='],
  ],
  ['events of a request', [readWebhooks, 'batch.max ??']],
  ['bytes of them', [`${server}/webhooks/event-shelf.ts`, 'batchBytes =']],
  ['an answer of a receiver', [readWebhooks, 'given.timeout ??', 1_000]],
  ['the longest pause after failures', [`${server}/webhooks/retry-pause.ts`, 'longest =']],
  ['how long a server that stops goes on sending', [`${server}/webhooks/webhooks.ts`, 'endsWithin =']],
  ['webhooks of a server', [readWebhooks, 'mostWebhooks =']],

  ['messages of a channel', [`${server}/channel/channel-rules.ts`, 'history: { messages:']],
  [
    'messages kept whatever their number',
    [`${server}/engine/recent.ts`, 'recentWindow ='],
    [`${server}/engine/recent.ts`, 'recentBytes ='],
  ],
  ['their age', [`${server}/channel/channel-rules.ts`, 'history: { messages: 1_000, seconds:', 1_000]],
  ['all of `memory()`', [`${server}/engine/memory-engine.ts`, 'options.maxBytes ??']],
  ['ids by which repetitions are known, on the server', [`${server}/engine/recent.ts`, 'idWindow =']],
  ['all who are present, with their states', [serverLimits, 'presenceBytes:']],
  ["ids of messages that aren't stored, in SQLite", [`${server}/engine/sqlite/sqlite-engine.ts`, 'unstoredIdsKept =']],
]

const units: Readonly<Record<string, number>> = {
  '': 1,
  KiB: 1_024,
  MiB: 1_048_576,
  MB: 1_000_000,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
}

/** "100, 256 KiB" is 100 and 262,144. */
function numbersIn(cell: string): readonly number[] {
  return cell.split(', ').map((part) => {
    const [, digits = '', unit = ''] = /^([\d,.]+)(?: (\S+))?$/.exec(part) ?? []
    return Number(digits.replaceAll(',', '')) * (units[unit] ?? Number.NaN)
  })
}

async function numberAt([file, before, unit = 1]: Place): Promise<number> {
  const text = await readFile(join(root, file), 'utf8')
  const [digits = ''] = text
    .split(before)
    .slice(1)
    .flatMap((behind) => /^\s*\d[\d_]*/.exec(behind) ?? [])
  return digits === '' ? Number.NaN : Number(digits.replaceAll('_', '')) * unit
}

const page = await readFile(join(root, 'docs/limits.md'), 'utf8')
const cells = [...page.matchAll(/^\| (.+?) +\| (.+?) +\| .+\|$/gm)]
const told = new Map(cells.map(([, row = '', limit = '']) => [row, limit]))
for (const row of told.keys()) if (row === 'what' || row.startsWith('--')) told.delete(row)

it('has a row for each number that is held, and no other', () => {
  expect([...told.keys()].sort()).toEqual(rows.map(([row]) => row).sort())
})

it.each(rows.map(([row, ...places]) => ({ row, places })))(
  'says of $row what the code does',
  async ({ row, places }) => {
    expect(numbersIn(told.get(row) ?? '')).toEqual(await Promise.all(places.map(numberAt)))
  },
)

it('names each limit that a server counts, and no other', async () => {
  const names = await readFile(join(root, server, 'metrics/limit-names.ts'), 'utf8')
  const counted = [...names.matchAll(/^ {2}(\w+): '/gm)].map(([, name = '']) => name)
  const inTables = [...page.matchAll(/^\|.*\| `(\w+)` +\|$/gm)].map(([, name = '']) => name)
  expect(counted.length).toBeGreaterThan(25)
  expect([...new Set(inTables)].sort()).toEqual([...counted].sort())
})

it('says of each limit of `createServer` what it is called', async () => {
  const settings = await readFile(join(root, serverLimits), 'utf8')
  const names = [...settings.matchAll(/^ {2}readonly (\w+): number/gm)].map(([, name = '']) => name)
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([])
})
