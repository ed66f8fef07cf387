/** Named sets of channels, which are subscribed to at once. */
export class ChannelGroups {
  readonly #groups = new Map<string, Set<string>>()

  list(): readonly string[] {
    return [...this.#groups.keys()]
  }

  channels(group: string): readonly string[] {
    return [...(this.#groups.get(group) ?? [])]
  }

  add(group: string, channels: readonly string[]): void {
    this.#groups.set(group, new Set([...this.channels(group), ...channels]))
  }

  remove(group: string, channels: readonly string[]): void {
    const stays = this.channels(group).filter((channel) => !channels.includes(channel))
    if (stays.length > 0) this.#groups.set(group, new Set(stays))
    else this.#groups.delete(group)
  }

  delete(group: string): void {
    this.#groups.delete(group)
  }
}
