'use client'

import { useChannel, useHistory } from '@herenow/react'
import type { ChannelReference, ChannelTypes, Gap, Message, UseHistoryResult } from '@herenow/react'
import { useEffect, useMemo, useState } from 'react'
import { messageText } from '../parts/message/message-text.ts'
import { lastShownId, shownGaps } from './shown-places.ts'

/** Which messages of a channel a log shows. */
export interface BubbleOptions {
  /** The names of messages that are shown. Default: `said`, and all that have text (a string, or `{ text }`). */
  readonly names?: readonly string[] | undefined
  /** Messages with these names are shown, too. */
  readonly renderers?: Readonly<Record<string, unknown>> | undefined
  /** The last message that the reader has read; it may be one that isn't shown. */
  readonly unreadAfterId?: string | null | undefined
}

/** The part of a channel's history that a log shows. */
interface Bubbles extends Pick<UseHistoryResult, 'status' | 'error' | 'retry' | 'discard'> {
  readonly messages: readonly Message[]
  readonly gaps: readonly Gap[]
  /** `'unknown'` where the service doesn't read history backwards. */
  readonly hasOlder: boolean | 'unknown'
  readonly olderError: UseHistoryResult['fetchOlderError']
  /** `unreadAfterId`, moved to a message that is shown. `null` while the log loads. */
  readonly unreadAfterId: string | null
  /** Resolves when there is more to show, when nothing older exists, or after `mostPages` pages without anything. */
  readonly loadOlder: () => Promise<void>
}

/** Reads further back, until `signal` says that nobody wants it any more. Resolves to whether there is more to show. */
type Search = (signal?: AbortSignal) => Promise<boolean>

/** How many pages are read in a row while none of them has anything to show. */
const mostPages = 10

/** A channel's history without the messages that aren't for reading: moves of a game, changes of a document. */
export function useBubbles(
  reference: ChannelReference<ChannelTypes>,
  { unreadAfterId = null, ...options }: BubbleOptions,
): Bubbles {
  const history = useHistory(reference)
  const { messages: all, gaps: allGaps, status, error, hasOlder, fetchOlder, fetchOlderError, retry, discard } = history
  const { channel, capabilities } = useChannel(reference)
  const isBubble = useIsBubble(options)
  const messages = useMemo(() => all.filter(isBubble), [all, isBubble])
  const gaps = useMemo(() => shownGaps(allGaps, all, isBubble), [allGaps, all, isBubble])
  const search = useMemo<Search>(
    () => async (signal) => {
      const log = channel?.log
      const oldest = () => {
        const loaded: readonly Message[] = log?.getState().messages ?? []
        return loaded.find(isBubble)?.id
      }
      const before = oldest()
      for (let page = 0; page < mostPages && oldest() === before; page += 1) {
        await fetchOlder()
        const now = log?.getState()
        if (signal?.aborted || now === undefined || !now.hasOlder || now.fetchOlderError !== null) break
      }
      return oldest() !== before
    },
    [channel, isBubble, fetchOlder],
  )
  const loadOlder = useMemo(() => async () => void (await search()), [search])
  const isSearching = useFirstBubbles(search, messages.length === 0 && status === 'ready' && hasOlder)
  const shownStatus = isSearching ? 'pending' : status
  return {
    messages,
    gaps,
    status: shownStatus,
    // A log keeps the first id that it is given, so it is given none before this can be known.
    unreadAfterId: shownStatus === 'pending' ? null : (lastShownId(all, unreadAfterId, isBubble) ?? unreadAfterId),
    error,
    hasOlder: (capabilities?.history ?? 'full') === 'full' ? hasOlder : 'unknown',
    olderError: fetchOlderError,
    loadOlder,
    retry,
    discard,
  }
}

/** Reads further back where the first page has nothing to show. Returns whether it is still reading. */
function useFirstBubbles(search: Search, isWanted: boolean): boolean {
  // The search is another one for another channel, client or choice of messages: each is made once.
  const [vain, setVain] = useState<Search | null>(null)
  useEffect(() => {
    if (!isWanted) return undefined
    const leaving = new AbortController()
    const { signal } = leaving
    // What was found is drawn a moment later, and ends the wish.
    void search(signal).then((hasFound) => signal.aborted || hasFound || setVain(() => search))
    return () => leaving.abort()
  }, [isWanted, search])
  return isWanted && vain !== search
}

/** Keeps its identity while the names are equal, even in new arrays. */
function useIsBubble({ names, renderers }: Pick<BubbleOptions, 'names' | 'renderers'>): (message: Message) => boolean {
  const drawn = useStableList(Object.keys(renderers ?? {}))
  const wanted = useStableList(names ?? null)
  return useMemo(
    () =>
      ({ name, data }) =>
        drawn.includes(name) ||
        (wanted === null ? name === 'said' || messageText(data) !== null : wanted.includes(name)),
    [drawn, wanted],
  )
}

/** Returns the first of equal lists, so that inline ones change nothing. */
function useStableList<List extends readonly string[] | null>(list: List): List {
  const [stable, setStable] = useState(list)
  const isSame = stable?.length === list?.length && (list?.every((item, index) => item === stable?.[index]) ?? true)
  if (isSame) return stable
  setStable(list)
  return list
}
