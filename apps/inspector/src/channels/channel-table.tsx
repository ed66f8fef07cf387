import type { ChannelCounts, ChannelCountsList } from '@herenow/server/api'
import type { FormEvent, ReactElement } from 'react'
import { memo } from 'react'
import type { Answer } from '../looking/answer.ts'
import { MissingRight } from '../text/missing-right.tsx'
import { count, ofTotal } from '../text/numbers.ts'
import { ShownText } from '../text/shown-text.tsx'
import { TroubleNote } from '../text/trouble-note.tsx'

interface ChannelTableProps {
  readonly isAllowed: boolean
  readonly answer: Answer<ChannelCountsList>
  readonly filter: string
  readonly onFilter: (filter: string) => void
  readonly chosen: string | null
  /** Why the channel that was asked for can't be shown; `null`: it can. */
  readonly problem: unknown
  readonly onChoose: (channel: string) => void
}

/** The largest channels of a server: those that match, or the first of them. */
export function ChannelTable(props: ChannelTableProps): ReactElement {
  const { isAllowed, answer, filter, onFilter, chosen, problem, onChoose } = props
  const { channels = [], total = 0 } = answer.value ?? {}
  const open = (event: FormEvent, name: string): void => {
    event.preventDefault()
    onChoose(name.trim())
  }
  return (
    <section className="panel" aria-labelledby="channels-title">
      <header>
        <h2 id="channels-title">Channels</h2>
        {isAllowed && (
          <>
            <form onSubmit={(event) => open(event, filter)}>
              <input
                type="search"
                aria-label="Find channels, or open the one of this name"
                placeholder="Part of a name"
                value={filter}
                onChange={({ target }) => onFilter(target.value)}
              />
              <button disabled={filter.trim() === ''}>Open</button>
            </form>
            <span className="count">{ofTotal(channels.length, total)}</span>
          </>
        )}
      </header>
      <TroubleNote error={problem ?? answer.error} />
      {!isAllowed && <MissingRight right="channels" to="list channels" />}
      {answer.value !== null && total === 0 && (
        <p className="empty">{filter === '' ? 'Nobody is in a channel.' : 'No channel matches.'}</p>
      )}
      {total > 0 && (
        <div className="scroller" role="region" aria-label="List of channels" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Channel</th>
                <th scope="col" className="number">
                  Attached
                </th>
                <th scope="col" className="number">
                  People
                </th>
              </tr>
            </thead>
            <tbody>
              {channels.map((counts) => (
                <ChannelRow key={counts.channel} {...counts} isChosen={counts.channel === chosen} onChoose={onChoose} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

interface ChannelRowProps extends ChannelCounts {
  readonly isChosen: boolean
  readonly onChoose: (channel: string) => void
}

const ChannelRow = memo(function ChannelRow(props: ChannelRowProps): ReactElement {
  const { channel, subscriptions, occupancy, isChosen, onChoose } = props
  return (
    <tr data-chosen={isChosen}>
      <th scope="row">
        <button type="button" className="link" aria-pressed={isChosen} onClick={() => onChoose(channel)}>
          <ShownText text={channel} />
        </button>
      </th>
      <td className="number">{count(subscriptions)}</td>
      <td className="number">{count(occupancy)}</td>
    </tr>
  )
})
