import type { Random } from '@herenow/adapter'
import type { Hello } from '@herenow/protocol'
import { randomId } from '../random-id.ts'
import { refusal } from '../refusal.ts'
import type { CheckToken, Identity } from './auth.ts'
import { allRights } from './rights.ts'

/**
 * Who says `hello`. With auth the token tells, and its `info` wins over the client's; without auth the client does, or
 * the connection that it resumes, whose client is `resumed`; else it gets an anonymous id. Rejects with `unauthorized`
 * or `token_expired`.
 */
export async function identify(
  hello: Hello,
  checkToken: CheckToken | null,
  random: Random,
  resumed: string | undefined,
): Promise<Identity> {
  if (checkToken === null) {
    const clientId = hello.clientId ?? resumed ?? `anonymous-${randomId(random, 12)}`
    return { clientId, info: hello.info ?? null, expiresAt: null, rights: allRights }
  }
  if (hello.token === undefined) throw refusal('unauthorized', 'This server wants a token.')
  const identity = await checkToken(hello.token)
  if (hello.clientId !== undefined && hello.clientId !== identity.clientId) throw otherClient()
  return { ...identity, info: identity.info ?? hello.info ?? null }
}

/** The identity of a newer token of the same client. Rejects as `identify` does. */
export async function identifyAgain(token: string, clientId: string, checkToken: CheckToken): Promise<Identity> {
  const identity = await checkToken(token)
  if (identity.clientId !== clientId) throw otherClient()
  return identity
}

function otherClient(): Error {
  return refusal('unauthorized', 'The token is for another client id.')
}
