import { Avatar } from '@herenow/components'
import type { Member, Members } from '@herenow/react'
import { useMembers } from '@herenow/react'
import type { ReactElement } from 'react'
import { memo } from 'react'
import { usePaced } from '../looking/use-paced.ts'
import { count } from '../text/numbers.ts'
import { ShownText } from '../text/shown-text.tsx'
import { visibleJson } from '../text/visible-text.ts'

/** Rows of the list; the number of all stands above it. */
const most = 50
const stateCharacters = 300

const inList = ({ list, status, error }: Members) => ({ list, status, error })

/** Who is present in a channel, with what they say of themselves. */
export function MemberList({ channel }: { readonly channel: string }): ReactElement {
  const { list, status, error } = usePaced(useMembers(channel, inList, sameMembers))
  return (
    <div className="members">
      <h3>
        People <span className="count">{count(list.length)}</span>
      </h3>
      {error !== null && (
        <p className="reason" role="status">
          {error.message} {error.hint}
        </p>
      )}
      {list.length === 0 && status === 'ready' && <p className="empty">Nobody is present.</p>}
      <ul className="scroller" tabIndex={0} aria-label="People">
        {list.slice(0, most).map((member) => (
          <MemberRow key={member.clientId} member={member} />
        ))}
      </ul>
      {list.length > most && <p className="empty">and {count(list.length - most)} more</p>}
    </div>
  )
}

function sameMembers(a: ReturnType<typeof inList>, b: ReturnType<typeof inList>): boolean {
  return a.list === b.list && a.status === b.status && a.error === b.error
}

const MemberRow = memo(function MemberRow({ member }: { readonly member: Member }): ReactElement {
  const { clientId, info, state, connections } = member
  const name = typeof info?.name === 'string' ? info.name : clientId
  return (
    <li>
      <Avatar id={clientId} name={name} size="small" decorative />
      <span className="member-name">
        <ShownText text={name} />
        {name !== clientId && (
          <span className="member-id">
            <ShownText text={clientId} />
          </span>
        )}
        {connections.length > 1 && <span className="tag">{count(connections.length)} connections</span>}
      </span>
      {state !== undefined && state !== null && (
        <code className="member-state" dir="auto">
          {visibleJson(state, stateCharacters)}
        </code>
      )}
    </li>
  )
})
