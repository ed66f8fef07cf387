/** What a run publishes to. The first is also where presence is watched. */
export const channels = ['chaos:one', 'chaos:two', 'chaos:three'] as const
export const presenceChannel: string = channels[0]
