import { useCallback, useState } from 'react'
import type { Access } from '../access/access.ts'

interface Choice {
  /** `null`: none is shown. */
  readonly channel: string | null
  /** Why the one that was asked for can't be shown; `null`: it can. */
  readonly problem: unknown
}

const none: Choice = { channel: null, problem: null }

/** The channel that is looked into. */
export function useChosenChannel({ client }: Access): Choice & {
  readonly choose: (channel: string) => void
  readonly leave: () => void
} {
  const [choice, setChoice] = useState(none)
  const choose = useCallback(
    (channel: string) => {
      try {
        // Throws for what is no name of a channel.
        client?.channel(channel)
        setChoice({ channel, problem: null })
      } catch (problem) {
        setChoice({ channel: null, problem })
      }
    },
    [client],
  )
  const leave = useCallback(() => setChoice(none), [])
  return { ...choice, choose, leave }
}
