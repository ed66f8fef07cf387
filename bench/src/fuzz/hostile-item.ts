import type { Random } from '@herenow/adapter'

/** Takes one of several. */
export function pick<T>(random: Random, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random.next() * choices.length)] ?? choices[0]
}

type Fields = Record<string, unknown>

const names = ['room:a', 'room:b', 'news', 'constructor', '__proto__'] as const
const oddities: readonly [unknown, ...unknown[]] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 53,
  '',
  '*',
  'a::b',
  '\ud800',
  '\u0000',
  '__proto__',
  'x'.repeat(300),
  [],
  {},
  [[[[[[]]]]]],
  { __proto__: null, constructor: { prototype: 1 } },
  { epoch: 'e', offset: -1 },
  { seconds: -5 },
  'null',
]

/** One well-formed item of every kind that a client may send. */
function honestItem(random: Random): Fields {
  const channel = pick(random, names)
  const id = Math.floor(random.next() * 1_000_000)
  const message = { id: `f${id}`, name: 'said', data: { text: 'x'.repeat(random.next() * 200) } }
  return pick<Fields>(random, [
    { type: 'attach', id, channel, presence: true },
    { type: 'attach', id, channel, since: { epoch: 'e', offset: id } },
    { type: 'attach', id, channel, rewind: 10 },
    { type: 'detach', id, channel },
    { type: 'publish', id, channel, messages: [message] },
    { type: 'publish', id, channel, messages: [message, message, { ...message, id: 'other' }], resume: true },
    { type: 'signal', channel, name: 'typing', data: 1 },
    { type: 'presence', id, channel, action: 'enter', state: { at: id } },
    { type: 'presence', id, channel, action: 'update', state: null },
    { type: 'presence', id, channel, action: 'leave' },
    { type: 'presence-get', id, channel },
    { type: 'presence-sync', id, channel },
    { type: 'history', id, channel, limit: 5, direction: 'backwards' },
    { type: 'history', id, channel, limit: 5, direction: 'forwards', after: { epoch: 'e', offset: 3 } },
    { type: 'here-now', id, members: true },
    { type: 'here-now', id, channels: [channel] },
    { type: 'where-now', id, clientId: 'ana' },
    { type: 'watch', id, channels: [channel], all: true },
    { type: 'token', id, token: 'a.b.c' },
    { type: 'hello', version: 1 },
    { type: 'ping', id },
    { type: 'pong' },
  ])
}

/** Breaks one thing, anywhere in it. */
function mutate(random: Random, item: Fields): void {
  const keys = Object.keys(item)
  const key = keys[Math.floor(random.next() * keys.length)]
  if (key === undefined) return
  const value = item[key]
  const inner = Array.isArray(value) ? value[0] : value
  if (typeof inner === 'object' && inner !== null && random.next() < 0.6) {
    const copy = { ...inner } as Fields
    item[key] = Array.isArray(value) ? [copy, ...value.slice(1)] : copy
    mutate(random, copy)
    return
  }
  const way = random.next()
  if (way < 0.2) delete item[key]
  else item[way < 0.35 ? `x${key}` : key] = pick(random, oddities)
}

/** An item, mostly with something wrong in it. */
export function hostileItem(random: Random): Fields {
  const item = honestItem(random)
  for (let left = Math.floor(random.next() * 4); left > 0; left -= 1) mutate(random, item)
  return item
}
