import { Avatar } from '@herenow/components'
import { useState } from 'react'
import type { ReactElement } from 'react'
import { ConnectionStatusLine } from './connection/connection-status-line.tsx'
import { OfflineSwitch } from './connection/offline-switch.tsx'
import type { Identity } from './identity/identity.ts'
import { RenameDialog } from './identity/rename-dialog.tsx'
import { isChoiceFree } from './env/service-choice.ts'
import type { OpenService } from './services/service.ts'
import { ServiceSwitch } from './services/service-switch.tsx'

interface HeaderProps {
  readonly identity: Identity
  readonly service: OpenService
  /** Of the room that is open. */
  readonly hash: string
  readonly onRename: (name: string) => void
}

/** Name of the demo, state of the connection, and who we are. */
export function Header({ identity, service, hash, onRename }: HeaderProps): ReactElement {
  const [isRenaming, setRenaming] = useState(false)
  return (
    <header className="header">
      <span className="brand">
        <span className="mark" aria-hidden="true" />
        <span className="brand-name">Herenow</span>
      </span>
      <ConnectionStatusLine />
      {isChoiceFree && <ServiceSwitch current={service} hash={hash} />}
      {service.canBeCutOff && <OfflineSwitch />}
      <button
        type="button"
        className="me"
        aria-haspopup="dialog"
        aria-label={`${identity.name}, change your name`}
        onClick={() => setRenaming(true)}
      >
        <Avatar id={identity.clientId} name={identity.name} decorative />
        <bdi className="me-name">{identity.name}</bdi>
      </button>
      {isRenaming && <RenameDialog name={identity.name} onRename={onRename} onClose={() => setRenaming(false)} />}
    </header>
  )
}
