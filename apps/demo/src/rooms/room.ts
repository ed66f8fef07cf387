import { defineChannel, RealtimeError } from '@herenow/react'
import type { ChannelDefinition } from '@herenow/react'

/** What a room's channel carries. */
interface RoomTypes {
  readonly messages: { readonly said: string }
  readonly presence: null
}

export interface Room {
  readonly name: string
  readonly channel: ChannelDefinition<RoomTypes>
}

/** A room of this name; `null` when no channel can have it. */
export function toRoom(name: string): Room | null {
  try {
    return { name, channel: defineChannel<RoomTypes>(`room:${name}`) }
  } catch (error) {
    if (RealtimeError.isInstance(error) && error.code === 'invalid_argument') return null
    throw error
  }
}

function listed(...names: readonly string[]): readonly Room[] {
  return names.flatMap((name) => toRoom(name) ?? [])
}

/** The rooms that everyone sees. Any other name works too, by its address. */
export const listedRooms: readonly Room[] = listed('lobby', 'design', 'engineering', 'music', 'weekend')
