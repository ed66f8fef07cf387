import type { ConnectionInfo, ConnectionList, ConnectionOrder } from '@herenow/server/api'
import type { ReactElement } from 'react'
import { useCallback, useState } from 'react'
import type { Access } from '../access/access.ts'
import type { Answer } from '../looking/answer.ts'
import { ofTotal } from '../text/numbers.ts'
import { MissingRight } from '../text/missing-right.tsx'
import { TroubleNote } from '../text/trouble-note.tsx'
import { ConnectionRow } from './connection-row.tsx'
import { DisconnectDialog } from './disconnect-dialog.tsx'

interface ConnectionTableProps {
  readonly access: Access
  readonly answer: Answer<ConnectionList>
  readonly filter: string
  readonly onFilter: (filter: string) => void
  readonly order: ConnectionOrder
  readonly onOrder: (order: ConnectionOrder) => void
}

/** The connections of a server: those that match, or the first of them. */
export function ConnectionTable(props: ConnectionTableProps): ReactElement {
  const { access, answer, filter, onFilter, order, onOrder } = props
  const [leaving, setLeaving] = useState<ConnectionInfo | null>(null)
  const choose = useCallback((connection: ConnectionInfo) => setLeaving(connection), [])
  const onDisconnect = access.rights.has('disconnect') ? choose : null
  const { connections = [], total = 0 } = answer.value ?? {}
  return (
    <section className="panel" aria-labelledby="connections-title">
      <header>
        <h2 id="connections-title">Connections</h2>
        {access.rights.has('connections') && (
          <>
            <input
              type="search"
              aria-label="Find clients"
              placeholder="Part of a client id"
              value={filter}
              onChange={({ target }) => onFilter(target.value)}
            />
            <label className="choice">
              First
              <select value={order} onChange={({ target }) => onOrder(target.value === 'queue' ? 'queue' : 'newest')}>
                <option value="newest">the newest</option>
                <option value="queue">the slowest</option>
              </select>
            </label>
            <span className="count">{ofTotal(connections.length, total)}</span>
          </>
        )}
      </header>
      <TroubleNote error={answer.error} />
      {!access.rights.has('connections') && <MissingRight right="connections" to="list connections" />}
      {answer.value !== null && total === 0 && (
        <p className="empty">{filter === '' ? 'Nobody is connected.' : 'No client matches.'}</p>
      )}
      {total > 0 && (
        // A region that scrolls has to be reached with keys.
        <div className="scroller" role="region" aria-label="List of connections" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Client</th>
                <th scope="col">Connection</th>
                <th scope="col">Address</th>
                <th scope="col">Since</th>
                <th scope="col">Channels</th>
                <th scope="col" className="number">
                  Waiting
                </th>
                {onDisconnect !== null && <td />}
              </tr>
            </thead>
            <tbody>
              {connections.map((connection) => (
                <ConnectionRow
                  key={connection.connectionId}
                  connection={connection}
                  isOwn={connection.clientId === access.client?.clientId}
                  onDisconnect={onDisconnect}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {leaving !== null && <DisconnectDialog api={access.api} connection={leaving} onClose={() => setLeaving(null)} />}
    </section>
  )
}
