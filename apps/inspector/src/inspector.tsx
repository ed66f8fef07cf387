import { ConnectionBanner } from '@herenow/components'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { Access } from './access/access.ts'
import { isAway } from './access/access.ts'
import { ChannelPanel } from './channels/channel-panel.tsx'
import { ChannelTable } from './channels/channel-table.tsx'
import { useChosenChannel } from './channels/use-chosen-channel.ts'
import { ConnectionTable } from './connections/connection-table.tsx'
import { Plots } from './figures/plots.tsx'
import { Summary } from './figures/summary.tsx'
import { TroubleList } from './figures/trouble-list.tsx'
import type { LookQuery } from './looking/look.ts'
import { useLook } from './looking/use-look.ts'
import { MissingRight } from './text/missing-right.tsx'
import { TroubleNote } from './text/trouble-note.tsx'

interface InspectorProps {
  readonly access: Access
  /** Forgets the key, and says why. */
  readonly onClose: (reason: string | null) => void
}

/** Everything that a key shows of a server. */
export function Inspector({ access, onClose }: InspectorProps): ReactElement {
  const [query, setQuery] = useState<LookQuery>({ clients: '', order: 'newest', channels: '' })
  const { channel, problem, choose, leave } = useChosenChannel(access)
  const { figures, connections, channels, samples, troubles } = useLook(access, query, onClose)
  const change = (part: Partial<LookQuery>): void => setQuery((before) => ({ ...before, ...part }))
  const { rights, place } = access
  return (
    <>
      <header className="page-head">
        <h1>Herenow inspector</h1>
        <span className="where">{place.httpUrl}</span>
        {!rights.has('publish') && !rights.has('disconnect') && <span className="tag">read-only</span>}
        <button type="button" onClick={() => onClose(null)}>
          Forget the key
        </button>
      </header>
      <ConnectionBanner />
      {isAway(figures.error ?? connections.error ?? channels.error) && (
        <p className="away" role="status">
          The server doesn’t answer. This is what it told last.
        </p>
      )}
      <main className="page">
        <section className="panel" aria-label="How the server is doing">
          <TroubleNote error={figures.error} />
          {!rights.has('info') && <MissingRight right="info" to="see rates and delays" />}
          {rights.has('info') && (
            <>
              <Summary figures={figures.value} />
              <Plots samples={samples} />
            </>
          )}
        </section>
        <div className="columns">
          <ConnectionTable
            access={access}
            answer={connections}
            filter={query.clients}
            onFilter={(clients) => change({ clients })}
            order={query.order}
            onOrder={(order) => change({ order })}
          />
          <ChannelTable
            isAllowed={rights.has('channels')}
            answer={channels}
            filter={query.channels}
            onFilter={(names) => {
              change({ channels: names })
              // It was about the name before.
              if (problem !== null) leave()
            }}
            chosen={channel}
            problem={problem}
            onChoose={choose}
          />
        </div>
        {channel !== null && <ChannelPanel key={channel} access={access} channel={channel} onClose={leave} />}
        {rights.has('info') && (
          <section className="panel" aria-labelledby="troubles-title">
            <h2 id="troubles-title">Warnings</h2>
            <TroubleList troubles={troubles} />
          </section>
        )}
      </main>
    </>
  )
}
