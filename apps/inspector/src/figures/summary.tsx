import type { ServerFigures } from '@herenow/server/api'
import type { ReactElement } from 'react'
import { bytes, count, span } from '../text/numbers.ts'

/** The counts of this moment. Before there are any it has its room already: nothing below moves when they come. */
export function Summary({ figures }: { readonly figures: ServerFigures | null }): ReactElement {
  const entries = [
    ['Connections', figures && count(figures.connections)],
    ['Clients', figures && count(figures.clients)],
    ['Channels', figures && count(figures.channels)],
    ['Attachments', figures && count(figures.subscriptions)],
    ['Waiting', figures && bytes(figures.queueBytes)],
    ['Up for', figures && span(figures.uptime)],
  ] as const
  return (
    <dl className="summary">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value ?? '–'}</dd>
        </div>
      ))}
    </dl>
  )
}
