import type { Member } from '@herenow/react'
import type { ReactElement } from 'react'
import { Avatar } from './avatar.tsx'
import { displayName } from './display-name.ts'

const most = 5

/** Who is here, at a glance. */
export function AvatarStack({ members }: { readonly members: readonly Member[] }): ReactElement {
  const shown = members.length > most ? members.slice(0, most - 1) : members
  const rest = members.length - shown.length
  return (
    <ul className="avatar-stack" aria-label={`${members.length} ${members.length === 1 ? 'person' : 'people'} here`}>
      {shown.map((member) => (
        <li key={member.clientId} title={displayName(member.info)}>
          <Avatar clientId={member.clientId} name={displayName(member.info)} />
          <span className="hidden">{displayName(member.info)}</span>
        </li>
      ))}
      {rest > 0 && (
        <li className="avatar avatar-rest">
          <span aria-hidden="true">+{rest}</span>
          <span className="hidden">and {rest} more</span>
        </li>
      )}
    </ul>
  )
}
