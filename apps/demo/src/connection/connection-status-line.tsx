import { useConnectionState } from '@herenow/react'
import type { ConnectionStatus } from '@herenow/react'
import type { ReactElement } from 'react'

const texts: Readonly<Record<ConnectionStatus, string>> = {
  initialized: 'Not connected',
  connecting: 'Connecting…',
  connected: 'Connected',
  disconnected: 'Reconnecting…',
  closing: 'Closing…',
  closed: 'Closed',
  failed: 'Connection failed',
}

/** How the connection stands, in a word. A blip shows only as the dot's colour. */
export function ConnectionStatusLine(): ReactElement {
  const status = useConnectionState((state) => state.status)
  return (
    <p className="status-line" data-status={status}>
      <span className="dot" aria-hidden="true" />
      <span className="status-text">{texts[status]}</span>
    </p>
  )
}
