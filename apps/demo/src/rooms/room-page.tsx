import { ChatPanel, PresenceAvatars, PresenceList } from '@herenow/components'
import { useChannel, useClient } from '@herenow/react'
import type { ReactElement } from 'react'
import { rewound } from '../services/limits.ts'
import { LimitsLine } from '../services/limits-line.tsx'
import type { OpenService } from '../services/service.ts'
import type { Room } from './room.ts'

interface RoomPageProps {
  readonly room: Room
  readonly service: OpenService
}

/** One room: who is here, what was said, and a place to say something. */
export function RoomPage({ room: { name, channel }, service }: RoomPageProps): ReactElement {
  // Where history is only read forwards, the log begins with what is replayed at the attach.
  const isForwardOnly = useClient()?.capabilities.history === 'forward'
  const { capabilities } = useChannel(channel, { rewind: isForwardOnly ? rewound : undefined })
  return (
    <>
      <main className="room" aria-labelledby="room-title">
        <title>{`${name} · Herenow demo`}</title>
        <header className="room-header">
          <h1 id="room-title">{name}</h1>
          <PresenceAvatars channel={channel} />
        </header>
        {capabilities !== null && <LimitsLine title={service.title} capabilities={capabilities} />}
        <ChatPanel channel={channel} composer={{ label: `Message to ${name}` }} />
      </main>
      <aside className="people" aria-labelledby="people-title">
        <h2 id="people-title">Here now</h2>
        <PresenceList channel={channel} />
      </aside>
    </>
  )
}
