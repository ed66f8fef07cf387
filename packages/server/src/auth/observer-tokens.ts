import { Buffer } from 'node:buffer'
import type { Clock, Random } from '@herenow/adapter'
import { signTokenWith } from '../token/sign-token.ts'
import type { Authenticator, Identity } from './auth.ts'
import { tokenCheck } from './check-token.ts'
import type { CapabilityClaim } from './rights.ts'

/** Tells these tokens from the app's own. */
const prefix = 'observer.'
const secretBytes = 32
const life = '15m'
/** Everything that can be read. Observers need the right to presence to see it; what it allows beside that, they don't get. */
const capabilities: CapabilityClaim = { '*': ['subscribe', 'history', 'presence'] }

/** The client id of an observer: nobody signs such a token for somebody else. */
export function observerId(name: string): string {
  return `observer:${name}`
}

/**
 * Tokens that let somebody with an API key listen to any channel, whatever the clients of the app prove themselves with. They
 * are signed with a secret of this run, so that a restart ends them.
 */
export class ObserverTokens {
  readonly #env: { readonly clock: Clock; readonly random: Random }
  readonly #secret: string
  readonly #checkOwn: (token: string) => Promise<Identity>

  constructor(env: { readonly clock: Clock; readonly random: Random }) {
    this.#env = env
    this.#secret = Buffer.from(env.random.bytes(secretBytes)).toString('base64url')
    this.#checkOwn = tokenCheck({ secret: this.#secret }, env.clock)
  }

  /** A token that is good for 15 minutes. */
  async sign(name: string): Promise<string> {
    const options = { secret: this.#secret, clientId: observerId(name), capabilities, expiresIn: life }
    return prefix + (await signTokenWith(options, this.#env))
  }

  async #check(token: string): Promise<Identity> {
    const identity = await this.#checkOwn(token)
    return { ...identity, rights: { ...identity.rights, isUnseen: true } }
  }

  /** The same authenticator, which takes these tokens too. */
  admit(authenticator: Authenticator): Authenticator {
    return (request) => {
      const identify = authenticator(request)
      return (token) => (token?.startsWith(prefix) === true ? this.#check(token.slice(prefix.length)) : identify(token))
    }
  }
}
