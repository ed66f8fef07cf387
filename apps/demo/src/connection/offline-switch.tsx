import { useState } from 'react'
import type { ReactElement } from 'react'
import { tabNetwork } from './tab-network.ts'

/** Really cuts the tab's socket and refuses new ones, so that one can watch what happens. */
export function OfflineSwitch(): ReactElement {
  const [isOffline, setOffline] = useState(!tabNetwork.isOn())
  const toggle = (): void => {
    tabNetwork.set(isOffline)
    setOffline(!isOffline)
  }
  return (
    <button type="button" role="switch" className="switch" aria-checked={isOffline} onClick={toggle}>
      <span className="switch-track" aria-hidden="true" />
      Offline
    </button>
  )
}
