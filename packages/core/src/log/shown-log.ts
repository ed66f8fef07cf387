import type { Capabilities } from '@herenow/adapter'
import type { ClientServices } from '../client/client-services.ts'
import type { LogModel } from './log-model.ts'
import { createLogModel } from './log-model.ts'
import type { MessageLog } from './message-log.ts'

/** Messages kept while paged back. */
const keepPagedBack = 5_000

/** How far the pages of history have come. */
export type LoadState = Omit<MessageLog, 'messages' | 'gaps'>

export const initialLoad: LoadState = {
  status: 'pending',
  error: null,
  hasOlder: false,
  isFetchingOlder: false,
  fetchOlderError: null,
}

export const emptyLog: MessageLog = { messages: [], gaps: [], ...initialLoad }

/** What a channel's log shows: the messages, and how far the pages of history have come. Bounds both. */
export interface ShownLog {
  readonly model: LogModel
  readonly load: LoadState
  /** How often the old end of the log has moved away. */
  readonly trims: number
  /** There is no room for older pages. */
  readonly isFull: boolean
  /** The model changed. */
  touch(): void
  setLoad(changes: Partial<LoadState>): void
  /** Somebody pages back: more is kept from here on. */
  keepOlder(): void
  /** Everything back to the beginning; own unsent messages stay. */
  reset(): void
}

export interface ShownLogNeeds {
  readonly name: string
  readonly client: Pick<ClientServices, 'settings' | 'pacer' | 'compare'>
  readonly capabilities: () => Pick<Capabilities, 'history'>
  /** Publishes a snapshot. */
  readonly commit: (log: MessageLog) => void
}

export function createShownLog({ name, client, capabilities, commit }: ShownLogNeeds): ShownLog {
  const { keepMessages } = client.settings
  const mostKept = Math.max(keepPagedBack, keepMessages)
  const model = createLogModel((a, b) => client.compare(name, a, b))
  let load = initialLoad
  let trims = 0
  let keep = keepMessages

  function touch(): void {
    // Between two notifications a burst may come: bound the memory, not only what is shown.
    if (model.length > 2 * keep) trim()
    client.pacer.mark(publish)
  }

  function trim(): void {
    if (!model.trim(keep)) return
    trims += 1
    // They can be had again where history is read backwards.
    if (load.status === 'ready' && capabilities().history === 'full') load = { ...load, hasOlder: true }
  }

  function publish(): void {
    trim()
    const messages = model.list() as MessageLog['messages']
    commit({ messages, gaps: model.gaps, ...load, hasOlder: load.hasOlder && model.length < mostKept })
  }

  function setLoad(changes: Partial<LoadState>): void {
    load = { ...load, ...changes }
    touch()
  }

  return {
    model,
    get load() {
      return load
    },
    get trims() {
      return trims
    },
    get isFull() {
      return model.length >= mostKept
    },
    touch,
    setLoad,
    keepOlder() {
      keep = mostKept
    },
    reset() {
      keep = keepMessages
      model.clear()
      setLoad(initialLoad)
    },
  }
}
