'use client'

import type { ReactElement } from 'react'
import { useNumber } from '../../config/use-number.ts'
import { useStrings } from '../../config/use-strings.ts'
import { useSettled } from '../../settled/use-settled.ts'
import { composerEnglish } from '../../strings/composer-english.ts'

const settledMilliseconds = 1_000

interface ComposerFootProps {
  readonly id: string
  /** Letters that still fit; `null` while there is plenty of room. */
  readonly left: number | null
  readonly isReturned: boolean
}

/** What there is to say about the text: that it came back, or how much room is left. Read out when it has settled. */
export function ComposerFoot({ id, left, isReturned }: ComposerFootProps): ReactElement {
  const { textReturned } = useStrings(composerEnglish)
  const room = useRoomText(left)
  const settledRoom = useSettled(room, room, settledMilliseconds)
  return (
    <>
      <div className="hn-composer-foot" id={id} hidden={room === '' && !isReturned}>
        {isReturned && <span className="hn-composer-returned">{textReturned}</span>}
        {room !== '' && <span className="hn-composer-count">{room}</span>}
      </div>
      <span className="hn-hidden" role="status">
        {isReturned ? textReturned : settledRoom}
      </span>
    </>
  )
}

function useRoomText(left: number | null): string {
  const number = useNumber()
  const { charactersLeft, charactersTooMany } = useStrings(composerEnglish)
  if (left === null) return ''
  return left < 0 ? charactersTooMany(-left, number(-left)) : charactersLeft(left, number(left))
}
