import type { Capabilities, RealtimeError, SessionState } from '@herenow/adapter'
import { hint } from '@herenow/adapter'
import type { CurrentSession } from '../client/client-services.ts'
import { failure } from '../client/errors.ts'
import { withCapabilities } from './with-capabilities.ts'

type ConnectedSession = Extract<SessionState, { readonly status: 'connected' }>

/**
 * Decides whether a session that has connected may act for this client, and notes who we are on it and what it can
 * do. Returns why it may not: a client acts for one user, and what waits in it must not be sent in the name of
 * another. `most`: what the adapter can do where its session says nothing else.
 */
export function acceptSession(
  current: Pick<CurrentSession, 'clientId' | 'info' | 'capabilities'>,
  { clientId, info, capabilities }: ConnectedSession,
  most: Capabilities,
): RealtimeError | null {
  if (current.clientId !== null && current.clientId !== clientId) return otherClient(current.clientId)
  current.clientId = clientId
  current.info = info
  current.capabilities = withCapabilities(most, capabilities, current.capabilities)
  return null
}

function otherClient(clientId: string): RealtimeError {
  return failure('unauthorized', `This client is "${clientId}", and the token is for somebody else.`, {
    hint: hint('other-client'),
    origin: 'adapter',
  })
}
