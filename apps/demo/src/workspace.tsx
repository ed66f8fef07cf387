import { useMemo } from 'react'
import type { ReactElement } from 'react'
import { Header } from './header.tsx'
import type { Identity } from './identity/identity.ts'
import { NoSuchRoom } from './rooms/no-such-room.tsx'
import { toRoom } from './rooms/room.ts'
import { RoomList } from './rooms/room-list.tsx'
import { RoomPage } from './rooms/room-page.tsx'
import { roomHash } from './rooms/route.ts'
import { useRoomName } from './rooms/use-room-name.ts'
import type { OpenService } from './services/service.ts'

interface WorkspaceProps {
  readonly identity: Identity
  readonly service: OpenService
  readonly onRename: (name: string) => void
}

/** The page of somebody who is signed in. */
export function Workspace({ identity, service, onRename }: WorkspaceProps): ReactElement {
  const name = useRoomName()
  const room = useMemo(() => toRoom(name), [name])
  return (
    <div className="workspace">
      <Header identity={identity} service={service} hash={roomHash(name)} onRename={onRename} />
      <RoomList current={room} />
      {room === null ? <NoSuchRoom name={name} /> : <RoomPage key={room.name} room={room} service={service} />}
    </div>
  )
}
