import { useChannel, useHistory, usePresence } from '@herenow/react'
import type { ReactElement } from 'react'
import { AvatarStack } from '../people/avatar-stack.tsx'
import { PeopleList } from '../people/people-list.tsx'
import type { Room } from '../rooms/room.ts'
import { Composer } from './composer.tsx'
import { MessageLog } from './message-log.tsx'

interface ChatRoomProps {
  readonly room: Room
  readonly ownClientId: string
}

/** One room: who is here, what was said, and a place to say something. */
export function ChatRoom({ room, ownClientId }: ChatRoomProps): ReactElement {
  const { publish, status, error } = useChannel(room.channel)
  const { members } = usePresence(room.channel)
  const history = useHistory(room.channel)
  // A failure shows in the log, with a way to try again.
  const say = (text: string): void => void publish('said', { text })
  return (
    <>
      <main className="room" aria-labelledby="room-title">
        <title>{`${room.name} · Herenow demo`}</title>
        <header className="room-header">
          <h1 id="room-title">{room.name}</h1>
          <AvatarStack members={members} />
        </header>
        {status === 'error' && (
          <p className="banner" data-kind="bad" role="alert">
            This room can’t be joined: {error?.message}
          </p>
        )}
        <MessageLog history={history} ownClientId={ownClientId} />
        <Composer room={room} onSend={say} />
      </main>
      <PeopleList members={members} ownClientId={ownClientId} />
    </>
  )
}
