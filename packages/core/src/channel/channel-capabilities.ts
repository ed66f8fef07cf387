import type { Capabilities } from '@herenow/adapter'
import { withCapabilities } from '../connection/with-capabilities.ts'

/** What can be done in a channel: what the service can do, with what it has said of this channel. */
export interface ChannelCapabilities {
  readonly current: () => Capabilities
  /** What the service says of this channel, with each attach anew. */
  readonly told: (ofChannel: Partial<Capabilities> | undefined) => void
  /** The service itself may say something else now. */
  readonly serviceChanged: () => void
}

export interface ChannelCapabilitiesNeeds {
  /** What the service can do. */
  readonly ofService: () => Capabilities
  /** Publishes what has changed. */
  readonly commit: (capabilities: Capabilities) => void
}

export function createChannelCapabilities({ ofService, commit }: ChannelCapabilitiesNeeds): ChannelCapabilities {
  let ofChannel: Partial<Capabilities> | undefined
  let service = ofService()
  let current = service

  function follow(): void {
    const next = withCapabilities(service, ofChannel, current)
    if (next === current) return
    current = next
    commit(current)
  }

  function serviceChanged(): void {
    if (service === ofService()) return
    service = ofService()
    follow()
  }

  return {
    current() {
      // Nobody tells a channel that nobody holds.
      serviceChanged()
      return current
    },
    told(capabilities) {
      ofChannel = capabilities
      follow()
    },
    serviceChanged,
  }
}
