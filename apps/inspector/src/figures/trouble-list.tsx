import type { ReactElement } from 'react'
import { memo } from 'react'
import type { NotedTrouble } from '../looking/noted-trouble.ts'
import { keyOf } from '../looking/noted-trouble.ts'
import { clockTime, count } from '../text/numbers.ts'
import { ShownText } from '../text/shown-text.tsx'
import { troubleName, troubleText } from './trouble-text.ts'

const most = 50

/** What has gone wrong, the latest first. */
export const TroubleList = memo(function TroubleList({
  troubles,
}: {
  readonly troubles: readonly NotedTrouble[] | null
}): ReactElement {
  if (troubles === null) return <p className="empty">Nothing is known yet.</p>
  if (troubles.length === 0) return <p className="empty">Nothing has gone wrong since the server was started.</p>
  return (
    <ul className="troubles">
      {troubles.slice(0, most).map((trouble) => (
        <li key={keyOf(trouble)} data-recent={trouble.lastAt !== null}>
          <span className="trouble-name">
            {troubleText[trouble.kind]}{' '}
            <code>
              <ShownText text={troubleName(trouble.kind, trouble.name)} />
            </code>
          </span>
          <span className="trouble-count">
            {count(trouble.count)}×{trouble.here > 0 && `, ${count(trouble.here)} since this page was opened`}
          </span>
          {trouble.lastAt !== null && <span className="trouble-time">last at {clockTime(trouble.lastAt)}</span>}
        </li>
      ))}
    </ul>
  )
})
