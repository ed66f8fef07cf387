import type { ConnectionInfo } from '@herenow/server/api'
import type { ReactElement } from 'react'
import { memo } from 'react'
import { bytes, count, moment } from '../text/numbers.ts'
import { ShownText } from '../text/shown-text.tsx'
import { visibleText } from '../text/visible-text.ts'

interface ConnectionRowProps {
  readonly connection: ConnectionInfo
  /** It is the connection of this page. */
  readonly isOwn: boolean
  /** `null`: the key doesn't allow to disconnect. */
  readonly onDisconnect: ((connection: ConnectionInfo) => void) | null
}

/** Channels that are named in a row. */
const named = 3

function ConnectionRowView({ connection, isOwn, onDisconnect }: ConnectionRowProps): ReactElement {
  const { clientId, connectionId, name, address, openedAt, channels, subscriptions, queueBytes } = connection
  const more = subscriptions - Math.min(named, channels.length)
  return (
    <tr>
      <th scope="row">
        <ShownText text={clientId} />
        {name !== undefined && !isOwn && (
          <span className="tag">
            <ShownText text={name} />
          </span>
        )}
        {isOwn && <span className="tag">this page</span>}
      </th>
      <td>
        <code title={connectionId}>{connectionId}</code>
      </td>
      <td>{address === '' ? 'this machine' : <ShownText text={address} />}</td>
      <td>
        <time dateTime={new Date(openedAt).toISOString()}>{moment(openedAt)}</time>
      </td>
      <td>
        {channels.slice(0, named).map((channel) => (
          <span className="channel-tag" key={channel} title={visibleText(channel, 200)}>
            <ShownText text={channel} />
          </span>
        ))}
        {more > 0 && <span>+{count(more)}</span>}
      </td>
      <td className="number">{bytes(queueBytes)}</td>
      {onDisconnect !== null && (
        <td className="actions">
          {!isOwn && (
            <button
              type="button"
              onClick={() => onDisconnect(connection)}
              aria-label={`Disconnect ${visibleText(clientId, 200)}`}
            >
              Disconnect
            </button>
          )}
        </td>
      )}
    </tr>
  )
}

/** One connection. It is rendered again only when something about the connection has changed. */
export const ConnectionRow = memo(
  ConnectionRowView,
  (before, after) =>
    before.isOwn === after.isOwn &&
    before.onDisconnect === after.onDisconnect &&
    isSame(before.connection, after.connection),
)

function isSame(a: ConnectionInfo, b: ConnectionInfo): boolean {
  return (
    a.connectionId === b.connectionId &&
    a.clientId === b.clientId &&
    // A connection that is resumed keeps its id, and may come from elsewhere.
    a.name === b.name &&
    a.address === b.address &&
    a.openedAt === b.openedAt &&
    a.queueBytes === b.queueBytes &&
    a.subscriptions === b.subscriptions &&
    a.channels.join() === b.channels.join()
  )
}
