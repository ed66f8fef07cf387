import type { Capabilities } from '@herenow/react'
import type { ReactElement } from 'react'
import { limitsOf } from './limits.ts'

interface LimitsLineProps {
  /** Of the service, as people call it. */
  readonly title: string
  readonly capabilities: Capabilities
}

/** Says what the service can't do, so that nobody waits for it. Nothing where it can do all. */
export function LimitsLine({ title, capabilities }: LimitsLineProps): ReactElement | null {
  const limits = limitsOf(capabilities)
  return limits.length === 0 ? null : <p className="limits muted">{`Not on ${title}: ${limits.join(', ')}.`}</p>
}
