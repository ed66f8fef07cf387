import type { TypingMember } from '@herenow/react'
import type { ReactElement } from 'react'
import { displayName } from '../people/display-name.ts'

/** Who is typing. Keeps its height when nobody is, so that nothing jumps. */
export function TypingLine({ typing }: { readonly typing: readonly TypingMember[] }): ReactElement {
  const [first, second] = typing
  return (
    <p className="typing" role="status">
      {first !== undefined && (
        <>
          <span className="typing-dots" aria-hidden="true" />
          <span className="typing-text">
            <bdi>{displayName(first.info)}</bdi>
            {second !== undefined && typing.length === 2 && (
              <>
                {' and '}
                <bdi>{displayName(second.info)}</bdi>
              </>
            )}
            {typing.length > 2 && ` and ${typing.length - 1} others`}
            {typing.length === 1 ? ' is typing…' : ' are typing…'}
          </span>
        </>
      )}
    </p>
  )
}
