import type { Member } from '@herenow/react'
import type { ReactElement } from 'react'
import { Avatar } from './avatar.tsx'
import { displayName } from './display-name.ts'

interface PeopleListProps {
  readonly members: readonly Member[]
  readonly ownClientId: string
}

/** Everyone who is here, by name; shown where there is room for it. */
export function PeopleList({ members, ownClientId }: PeopleListProps): ReactElement {
  return (
    <aside className="people" aria-labelledby="people-title">
      <h2 id="people-title">Here now</h2>
      <ul>
        {members.map((member) => (
          <li key={member.clientId}>
            <Avatar clientId={member.clientId} name={displayName(member.info)} />
            <bdi className="person-name">{displayName(member.info)}</bdi>
            {member.clientId === ownClientId && <span className="muted">you</span>}
            {member.connections.length > 1 && <span className="muted">{member.connections.length} tabs</span>}
          </li>
        ))}
      </ul>
    </aside>
  )
}
