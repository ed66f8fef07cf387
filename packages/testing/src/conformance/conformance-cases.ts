import { everything } from '../every-capability.ts'
import { declareSections } from './sections.ts'
import type { ConformanceClaims } from './test-service.ts'

/** What the conformance tests of a service are, each by its section and title: `history: reads a page backwards`. */
export interface ConformanceCases {
  readonly run: readonly string[]
  /** Those that a service with every capability would have besides. */
  readonly notClaimed: readonly string[]
}

/** Tells which conformance tests a service with these claims has, and which it hasn't, without running any. */
export function conformanceCases(claims: ConformanceClaims): ConformanceCases {
  const run = titlesFor(claims)
  return {
    run,
    notClaimed: titlesFor({ capabilities: everything, refuses: true, hidesPresence: true }).filter(
      (title) => !run.includes(title),
    ),
  }
}

function titlesFor(claims: ConformanceClaims): readonly string[] {
  const titles: string[] = []
  let current = ''
  declareSections(
    claims,
    (title) => void titles.push(`${current}: ${title}`),
    (title, declare) => {
      current = title
      declare()
    },
  )
  return titles
}
