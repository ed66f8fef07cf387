/** Tells subscribers of `<channel>-pnpres`. */
type Announce = (channel: string, data: unknown) => void

export interface PresenceOptions {
  /** Channels with more people than this tell in intervals. */
  readonly announceMax: number
  /** Milliseconds between two such words. */
  readonly interval: number
  /** Whether they say who came and went. */
  readonly deltas: boolean
  /** Bytes that such a list may have; beyond, it says that everybody has to be asked for. */
  readonly maxDeltaBytes: number
  /** Milliseconds of silence after which somebody is gone, in place of what clients ask for. */
  readonly timeout: number | null
}

interface Member {
  state: unknown
  /** Long polls that are open: whoever waits for an answer is there. */
  polls: number
  expiry: NodeJS.Timeout | undefined
  /** Milliseconds. */
  timeout: number
}

type Change = 'join' | 'leave' | 'timeout'

interface Room {
  readonly members: Map<string, Member>
  /** What an interval has to tell, by user. */
  readonly changes: Map<string, Change>
  timer: NodeJS.Timeout | undefined
}

/** Who is in which channel, by user id: a user's devices are one. */
export class Presence {
  readonly #options: PresenceOptions
  readonly #announce: Announce
  readonly #rooms = new Map<string, Room>()

  constructor(options: PresenceOptions, announce: Announce) {
    this.#options = options
    this.#announce = announce
  }

  /** A sign of life. `state`: by channel; those without one keep theirs. `seconds`: of silence that are borne. */
  beat(uuid: string, channels: readonly string[], seconds: number, state: Readonly<Record<string, unknown>>): void {
    for (const channel of channels) {
      const room = this.#room(channel)
      const known = room.members.get(uuid)
      const member = known ?? { state: undefined, polls: 0, expiry: undefined, timeout: 0 }
      member.timeout = this.#options.timeout ?? seconds * 1_000
      if (Object.hasOwn(state, channel)) member.state = state[channel]
      room.members.set(uuid, member)
      this.#expireLater(channel, uuid, member)
      if (!known) this.#tell(channel, 'join', uuid, member.state)
    }
  }

  /** Somebody waits for messages. Returns how the waiting ends. */
  follow(uuid: string, channels: readonly string[]): () => void {
    const followed = channels.flatMap((channel) => {
      const member = this.#rooms.get(channel)?.members.get(uuid)
      return member ? [{ channel, member }] : []
    })
    for (const { channel, member } of followed) {
      member.polls += 1
      this.#expireLater(channel, uuid, member)
    }
    return () => {
      for (const { channel, member } of followed) {
        member.polls -= 1
        this.#expireLater(channel, uuid, member)
      }
    }
  }

  leave(uuid: string, channels: readonly string[]): void {
    for (const channel of channels) this.#end(channel, uuid, 'leave')
  }

  setState(uuid: string, channels: readonly string[], state: unknown): void {
    for (const channel of channels) {
      const room = this.#room(channel)
      const member = room.members.get(uuid)
      if (!member) continue
      member.state = state
      if (room.members.size > this.#options.announceMax) continue
      this.#announce(channel, { action: 'state-change', ...this.#who(room, uuid), data: state })
    }
  }

  state(uuid: string, channel: string): unknown {
    return this.#rooms.get(channel)?.members.get(uuid)?.state ?? {}
  }

  /** Everybody in a channel. */
  members(channel: string): readonly { readonly uuid: string; readonly state: unknown }[] {
    return [...(this.#rooms.get(channel)?.members ?? [])].map(([uuid, { state }]) => ({ uuid, state }))
  }

  /** Channels in which somebody is. */
  channels(): readonly string[] {
    return [...this.#rooms].filter(([, { members }]) => members.size > 0).map(([channel]) => channel)
  }

  /** Channels in which this user is. */
  of(uuid: string): readonly string[] {
    return [...this.#rooms].filter(([, { members }]) => members.has(uuid)).map(([channel]) => channel)
  }

  stop(): void {
    for (const { members, timer } of this.#rooms.values()) {
      clearTimeout(timer)
      for (const { expiry } of members.values()) clearTimeout(expiry)
    }
    this.#rooms.clear()
  }

  #room(channel: string): Room {
    const known = this.#rooms.get(channel)
    if (known) return known
    const made: Room = { members: new Map(), changes: new Map(), timer: undefined }
    this.#rooms.set(channel, made)
    return made
  }

  #expireLater(channel: string, uuid: string, member: Member): void {
    clearTimeout(member.expiry)
    if (member.polls > 0 || this.#rooms.get(channel)?.members.get(uuid) !== member) return
    member.expiry = setTimeout(() => this.#end(channel, uuid, 'timeout'), member.timeout)
  }

  #end(channel: string, uuid: string, how: 'leave' | 'timeout'): void {
    const room = this.#rooms.get(channel)
    const member = room?.members.get(uuid)
    if (!room || !member) return
    clearTimeout(member.expiry)
    room.members.delete(uuid)
    this.#tell(channel, how, uuid, undefined)
  }

  #tell(channel: string, action: Change, uuid: string, state: unknown): void {
    const room = this.#room(channel)
    if (room.members.size <= this.#options.announceMax && room.timer === undefined) {
      const data = state === undefined ? {} : { data: state }
      return this.#announce(channel, { action, ...this.#who(room, uuid), ...data })
    }
    room.changes.set(uuid, action)
    room.timer ??= setTimeout(() => this.#tellInterval(channel, room), this.#options.interval)
  }

  #tellInterval(channel: string, room: Room): void {
    room.timer = undefined
    const by = (wanted: Change): readonly string[] =>
      [...room.changes].filter(([, action]) => action === wanted).map(([uuid]) => uuid)
    const deltas = { join: by('join'), leave: by('leave'), timeout: by('timeout') }
    room.changes.clear()
    const isTooLarge = JSON.stringify(deltas).length > this.#options.maxDeltaBytes
    const told = Object.fromEntries(Object.entries(deltas).filter(([, list]) => list.length > 0))
    this.#announce(channel, {
      action: 'interval',
      timestamp: Math.floor(Date.now() / 1_000),
      occupancy: room.members.size,
      ...(this.#options.deltas && (isTooLarge ? { here_now_refresh: true } : told)),
    })
  }

  #who(room: Room, uuid: string): Readonly<Record<string, unknown>> {
    return { uuid, timestamp: Math.floor(Date.now() / 1_000), occupancy: room.members.size }
  }
}
