import { OccupancyBadge } from '@herenow/components'
import { useClient, useHereNow, usePresence } from '@herenow/react'
import { useEffect, useRef } from 'react'
import type { ReactElement } from 'react'
import { roomHash } from './route.ts'
import { listedRooms } from './room.ts'
import type { Room } from './room.ts'

/** All rooms, with how many people are in each right now. Counting needs no attach. */
export function RoomList({ current }: { readonly current: Room | null }): ReactElement {
  const rooms = withCurrent(current)
  const list = useRef<HTMLUListElement>(null)
  const currentName = current?.name
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [currentName])
  // Where people can't be counted there is nothing to show beside a room.
  const isCounted = useClient()?.capabilities.hereNow !== 'none'
  const { channels, status } = useHereNow({ channels: rooms.map((room) => room.channel.name), enabled: isCounted })
  // Some services are asked for counts every ten seconds only. Who is in the room that is open is known at once.
  const { members, status: membersStatus } = usePresence(isCounted ? (current?.channel ?? null) : null, {
    enter: false,
  })
  function countIn({ name, channel }: Room): number | null {
    if (name === currentName && membersStatus === 'ready') return members.length
    return status === 'ready' ? (channels[channel.name]?.occupancy ?? 0) : null
  }
  return (
    <nav className="rooms" aria-label="Rooms">
      <h2>Rooms</h2>
      <ul ref={list}>
        {rooms.map((room) => (
          <li key={room.name}>
            <a href={roomHash(room.name)} aria-current={room.name === currentName ? 'page' : undefined}>
              <span className="room-name">{room.name}</span>
              {isCounted && <OccupancyBadge count={countIn(room)} />}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function withCurrent(current: Room | null): readonly Room[] {
  if (current === null || listedRooms.some((room) => room.name === current.name)) return listedRooms
  return [...listedRooms, current]
}
