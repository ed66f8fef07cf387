import type { ReactElement } from 'react'
import type { Access } from '../access/access.ts'
import { MissingRight } from '../text/missing-right.tsx'
import { ShownText } from '../text/shown-text.tsx'
import { MemberList } from './member-list.tsx'
import { PublishBox } from './publish-box.tsx'
import { Tail } from './tail.tsx'

interface ChannelPanelProps {
  readonly access: Access
  readonly channel: string
  readonly onClose: () => void
}

/** What goes on in a channel: who is present, and what is said. The page listens, and takes no part. */
export function ChannelPanel({ access, channel, onClose }: ChannelPanelProps): ReactElement {
  return (
    <section className="panel channel" aria-labelledby="channel-title">
      <header>
        <h2 id="channel-title">
          Channel <ShownText text={channel} />
        </h2>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </header>
      {access.client === null ? (
        <MissingRight right="observe" to="listen to channels" />
      ) : (
        <div className="channel-parts">
          <MemberList channel={channel} />
          <Tail channel={channel} />
        </div>
      )}
      {access.rights.has('publish') ? (
        <PublishBox api={access.api} channel={channel} />
      ) : (
        <p className="empty">
          Nothing is published from here: the inspector of this server only reads, or the key lacks <code>publish</code>
          .
        </p>
      )}
    </section>
  )
}
