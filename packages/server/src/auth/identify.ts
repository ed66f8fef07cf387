import type { Random } from '@herenow/adapter'
import type { Hello } from '@herenow/protocol'
import { randomId } from '../random-id.ts'
import { refusal } from '../refusal.ts'
import type { Identify, Identity } from './auth.ts'
import { allRights } from './rights.ts'

/**
 * Who says `hello`. With auth that is found out, and the `info` that is found wins over the client's; without auth the
 * client tells, or the connection that it resumes, whose client is `resumed`; else it gets an anonymous id. Rejects as an
 * `Identify` does.
 */
export async function identifyGreeting(
  hello: Hello,
  identify: Identify | null,
  random: Random,
  resumed: string | undefined,
): Promise<Identity> {
  if (identify === null) {
    const clientId = hello.clientId ?? resumed ?? `anonymous-${randomId(random, 12)}`
    const info = hello.info ?? null
    return { clientId, info, expiresAt: null, rights: allRights, tokenId: null, issuedAt: null }
  }
  const identity = await identify(hello.token)
  if (hello.clientId !== undefined && hello.clientId !== identity.clientId) throw otherClient()
  return { ...identity, info: identity.info ?? hello.info ?? null }
}

/** The identity of a newer token of the same client. Rejects in the same way. */
export async function identifyAgain(token: string, clientId: string, identify: Identify): Promise<Identity> {
  const identity = await identify(token)
  if (identity.clientId !== clientId) throw otherClient()
  return identity
}

function otherClient(): Error {
  return refusal('unauthorized', 'The token is for another client id.')
}
