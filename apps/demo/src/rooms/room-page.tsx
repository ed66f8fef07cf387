import { ChatPanel, PresenceAvatars, PresenceList } from '@herenow/components'
import type { ReactElement } from 'react'
import type { Room } from './room.ts'

/** One room: who is here, what was said, and a place to say something. */
export function RoomPage({ room: { name, channel } }: { readonly room: Room }): ReactElement {
  return (
    <>
      <main className="room" aria-labelledby="room-title">
        <title>{`${name} · Herenow demo`}</title>
        <header className="room-header">
          <h1 id="room-title">{name}</h1>
          <PresenceAvatars channel={channel} />
        </header>
        <ChatPanel channel={channel} composer={{ label: `Message to ${name}` }} />
      </main>
      <aside className="people" aria-labelledby="people-title">
        <h2 id="people-title">Here now</h2>
        <PresenceList channel={channel} />
      </aside>
    </>
  )
}
