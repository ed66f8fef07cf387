import type { Clock } from '@herenow/adapter'
import { RealtimeError } from '@herenow/adapter'
import type { HookMeter } from '../hooks/hook-meter.ts'
import type { TrustedProxies } from '../http/trusted-proxies.ts'
import { refusal } from '../refusal.ts'
import type { Auth, Authenticate, Authenticator, Credentials, Identity, VerifyAuth } from './auth.ts'
import { ownIdentity, tokenCheck } from './check-token.ts'
import { connectRequest } from './connect-request.ts'

interface AuthenticatorParts {
  readonly auth: Auth | null
  readonly authenticate: Authenticate | null
  readonly trustedProxies: TrustedProxies
}

/** How clients prove who they are, as the options of a server say; `null`: not at all. */
export function authenticatorFor(parts: AuthenticatorParts, clock: Clock, meter: HookMeter): Authenticator | null {
  const { auth, authenticate, trustedProxies } = parts
  if (authenticate !== null) {
    return (incoming) => {
      const request = connectRequest(incoming, trustedProxies)
      return (token) => ask(measured(authenticate, meter), { token, request }, clock)
    }
  }
  if (auth === null) return null
  const checkToken = tokenCheck('verify' in auth ? measuredVerify(auth, meter) : auth, clock)
  return () => async (token) => {
    if (token === undefined) throw refusal('unauthorized', 'This server wants a token.')
    return checkToken(token)
  }
}

/** To throw is how it refuses. */
function measuredVerify({ verify }: VerifyAuth, meter: HookMeter): VerifyAuth {
  return {
    verify: (token) =>
      meter.measure('verify', async () => verify(token), { result: () => 'allowed', error: () => 'refused' }),
  }
}

function measured(authenticate: Authenticate, meter: HookMeter): Authenticate {
  return (credentials) =>
    meter.measure('authenticate', async () => authenticate(credentials), {
      result: (found) => (found === null ? 'refused' : 'allowed'),
      error: (error) => (RealtimeError.isInstance(error) ? 'refused' : 'failed'),
    })
}

async function ask(authenticate: Authenticate, credentials: Credentials, clock: Clock): Promise<Identity> {
  // A browser sends the origin of every page that connects, and cookies of its own accord.
  if (credentials.token === undefined && credentials.request.headers.origin === undefined) {
    throw refusal('unauthorized', 'Cookies count for pages only: who sends no `Origin` needs a token.')
  }
  let found: unknown
  try {
    found = await authenticate(credentials)
  } catch (error) {
    if (RealtimeError.isInstance(error)) throw error
    throw refusal('server_error', 'Who this is could not be found out just now.', { retryable: true, cause: error })
  }
  if (found === null) throw refusal('unauthorized', 'The server doesn’t know who this is: sign in first.')
  return ownIdentity(found, '`authenticate`', clock)
}
