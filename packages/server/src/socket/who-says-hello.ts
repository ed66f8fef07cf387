import type { Hello } from '@herenow/protocol'
import type { Identify, Identity } from '../auth/auth.ts'
import { identifyGreeting } from '../auth/identify.ts'
import { bearerOf } from '../auth/revoked.ts'
import { errorBody } from '../refusal.ts'
import type { Services } from '../services.ts'
import { barred } from './barred.ts'
import type { Ending } from './ending.ts'
import { refusedTokenEnding } from './ending.ts'
import type { SessionNotes } from './session-notes.ts'

interface Greeting {
  readonly hello: Hello
  /** `null`: no auth. */
  readonly identify: Identify | null
  readonly notes: SessionNotes
}

interface Outcomes {
  readonly known: (identity: Identity) => void
  /** It may not come in. */
  readonly barred: (ending: Ending) => void
}

/** Finds out who says `hello`, and goes on in the turn of the event loop in which that is known. */
export async function whoSaysHello(
  services: Services,
  { hello, identify, notes }: Greeting,
  outcomes: Outcomes,
): Promise<void> {
  const { random, registry, revocations } = services
  const since = revocations.moment
  let identity: Identity
  try {
    const resumed = hello.resumeKey === undefined ? undefined : registry.clientOf(hello.resumeKey)
    identity = await identifyGreeting(hello, identify, random, resumed)
  } catch (error) {
    const body = errorBody(error)
    notes.unidentified(error, body, hello.token)
    outcomes.barred(refusedTokenEnding(body))
    return
  }
  const ending = barred(services, bearerOf(identity, hello.token !== undefined), since)
  if (ending === null) outcomes.known(identity)
  else outcomes.barred(ending)
}
