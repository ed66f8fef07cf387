import type { JWTPayload } from 'jose'
import { SignJWT } from 'jose'

/** Signs a JWT that is good for an hour, as a back end does. Only for secrets that aren't any: those of a developer's machine. */
export function signToken(claims: JWTPayload, secret: string): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('1 hour')
    .sign(new TextEncoder().encode(secret))
}
