import { channelNameProblem } from '@herenow/adapter'

/**
 * Whether `pattern` names channels: a channel name, `*` for every channel, or a name whose last segment is `*`, which
 * stands for one or more segments: `room:*` matches `room:a` and `room:a:b`, but neither `room` nor `rooms:a`.
 */
export function isChannelPattern(pattern: string): boolean {
  if (pattern === '*') return true
  if (!/[.:]\*$/.test(pattern)) return channelNameProblem(pattern) === null
  return channelNameProblem(`${pattern.slice(0, -1)}x`) === null
}

/** Whether a channel is one that `pattern` names. Both must be well-formed. */
export function matchesPattern(pattern: string, channel: string): boolean {
  if (!pattern.endsWith('*')) return pattern === channel
  return channel.length >= pattern.length && channel.startsWith(pattern.slice(0, -1))
}

/** Orders patterns from the general to the particular: `*`, `room:*`, `room:a:*`, `room:a`. */
export function byParticularity(a: string, b: string): number {
  const wild = Number(b.endsWith('*')) - Number(a.endsWith('*'))
  return wild === 0 ? a.length - b.length : wild
}
