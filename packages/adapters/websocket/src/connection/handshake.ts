import type { UserInfo } from '@herenow/adapter'
import type { ErrorBody, Hello, Welcome } from '@herenow/protocol'
import { protocolVersion } from '@herenow/protocol'
import type { Loose } from '../requests.ts'
import { otherClient } from './connection-errors.ts'

/**
 * Decides who we say we are, which connection we ask the server to go on with, and whose welcome we accept: whatever
 * becomes of a session, it acts for one client only.
 */
export interface Handshake {
  /** Who we say we are, or who the token says we are once the server has told; `null` before. */
  readonly clientId: string | null
  /** What the server last accepted us with; `null`: nothing that a connection could go on with. */
  readonly welcome: Welcome | null
  hello(token: string | null): Loose<Hello>
  /** Takes the server's answer. Returns why not, where it is for somebody else. */
  accept(welcome: Welcome): ErrorBody | null
  /** The next connection goes on with none. */
  forget(): void
}

/** `clientId`: who the user says we are; `null`: the token says it. */
export function createHandshake(clientId: string | null, info: UserInfo | null): Handshake {
  let knownId = clientId
  let welcomed: Welcome | null = null

  return {
    get clientId() {
      return knownId
    },
    get welcome() {
      return welcomed
    },
    hello: (token) => ({
      type: 'hello',
      version: protocolVersion,
      clientId: knownId ?? undefined,
      info: info ?? undefined,
      token: token ?? undefined,
      resumeKey: welcomed?.resumeKey,
    }),
    accept(welcome) {
      if (knownId !== null && welcome.clientId !== knownId) return otherClient(knownId)
      knownId = welcome.clientId
      welcomed = welcome
      return null
    },
    forget() {
      welcomed = null
    },
  }
}
