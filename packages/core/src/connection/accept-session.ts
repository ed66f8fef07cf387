import type { Capabilities, RealtimeError, SessionState, SizeLimits } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import type { CurrentSession } from '../client/client-services.ts'
import { failure } from '../client/errors.ts'
import { sameJson } from '../json/same-json.ts'

type ConnectedSession = Extract<SessionState, { readonly status: 'connected' }>

/**
 * Decides whether a session that has connected may act for this client, and notes who we are on it and which sizes it
 * allows. Returns why it may not: a client acts for one user, and what waits in it must not be sent in the name of
 * another.
 */
export function acceptSession(
  current: Pick<CurrentSession, 'clientId' | 'info' | 'capabilities'>,
  { clientId, info, limits }: ConnectedSession,
): RealtimeError | null {
  if (current.clientId !== null && current.clientId !== clientId) return otherClient(current.clientId)
  current.clientId = clientId
  current.info = info
  if (limits) current.capabilities = withLimits(current.capabilities, limits)
  return null
}

function otherClient(clientId: string): RealtimeError {
  return failure('unauthorized', `This client is "${clientId}", and the token is for somebody else.`, {
    hint: hint('other-client'),
    origin: 'adapter',
  })
}

/** The same object where nothing changes: components compare by reference. */
function withLimits(capabilities: Capabilities, limits: SizeLimits): Capabilities {
  const next = { ...capabilities, ...limits }
  return sameJson(next, capabilities) ? capabilities : next
}
