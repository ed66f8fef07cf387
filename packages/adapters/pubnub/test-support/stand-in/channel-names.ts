import { Refusal } from './refusal.ts'

/** Characters of a name, at most. */
const longest = 92

const presenceSuffix = '-pnpres'

/** Names of a request, which are separated by commas; a lone comma stands for none. */
export function namesIn(part: string): readonly string[] {
  return part.split(',').filter((name) => name !== '')
}

export function isPresenceChannel(channel: string): boolean {
  return channel.endsWith(presenceSuffix)
}

export function presenceChannel(channel: string): string {
  return `${channel}${presenceSuffix}`
}

/** The channel of which this is the presence channel, or itself. */
export function ownerOf(channel: string): string {
  return isPresenceChannel(channel) ? channel.slice(0, -presenceSuffix.length) : channel
}

/** Throws a `Refusal` for what can't be a channel's name. Subscribers may ask for `name.*`. */
export function checkNames(channels: readonly string[], mayBePatterns = false): void {
  for (const channel of channels) {
    const owner = ownerOf(channel)
    const name = mayBePatterns && owner.endsWith('.*') ? owner.slice(0, -2) : owner
    if (name === '' || Array.from(name).length > longest || /[,:*/\\\s\p{Cc}]/u.test(name)) {
      throw new Refusal(400, 'Invalid Channel', { message: 'Invalid Channel', error: true, status: 400 })
    }
  }
}

/** Whether one of the names asked for means this channel. Returns that name. */
export function matching(asked: readonly string[], channel: string): string | null {
  return asked.find((name) => name === channel || covers(name, channel)) ?? null
}

/** `news.*` covers `news.sport`, and `news.*-pnpres` its presence channel. */
function covers(pattern: string, channel: string): boolean {
  if (isPresenceChannel(pattern) !== isPresenceChannel(channel)) return false
  const [asked, name] = [ownerOf(pattern), ownerOf(channel)]
  return asked.endsWith('.*') && name.startsWith(asked.slice(0, -1))
}
