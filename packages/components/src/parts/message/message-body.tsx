'use client'

import { Fragment, useMemo } from 'react'
import type { ReactElement } from 'react'
import { linkRuns } from './link-runs.ts'

interface MessageBodyProps {
  readonly text: string
  readonly linkify: boolean
}

/** The text of a message. Text is text: React escapes it, and only a parsed address becomes a link. */
export function MessageBody({ text, linkify }: MessageBodyProps): ReactElement {
  const runs = useMemo(() => (linkify ? linkRuns(text) : [{ text, href: null }]), [text, linkify])
  return (
    <>
      {runs.map((run, index) =>
        run.href === null ? (
          // A text never changes its runs without changing itself.
          <Fragment key={index}>{run.text}</Fragment>
        ) : (
          <a
            key={index}
            className="hn-message-link"
            href={run.href}
            target="_blank"
            rel="noopener noreferrer nofollow ugc"
          >
            {run.text}
          </a>
        ),
      )}
    </>
  )
}
