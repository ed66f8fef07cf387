import type { UserInfo } from '@herenow/adapter'
import type { Action } from './rights.ts'

/** What the app is asked. */
export interface AuthorizeQuestion {
  readonly client: {
    readonly clientId: string
    /** As the token or `authenticate` says; else what the client says of itself. */
    readonly info: UserInfo | null
  }
  readonly action: Action
  readonly channel: string
}

/** What the app answers. */
export interface AuthorizeAnswer {
  readonly allowed: boolean
  /** Told to a client that may not. */
  readonly reason?: string | undefined
  /** How long the answer counts; by default 60 s. What is attached is asked for again then. */
  readonly seconds?: number | undefined
}

/**
 * Says whether a client may do something in a channel, beyond what its token and the rules allow. Asked once for each
 * client, action and channel, and again when the answer is too old.
 */
export type Authorize = (question: AuthorizeQuestion) => boolean | AuthorizeAnswer | Promise<boolean | AuthorizeAnswer>

const defaultSeconds = 60
const longestReason = 500

/** An answer with every part of it. */
interface WholeAnswer {
  readonly allowed: boolean
  readonly reason: string
  readonly seconds: number
}

/** An answer in one form. Throws where it is none. */
export function readAnswer(answer: unknown): WholeAnswer {
  if (typeof answer === 'boolean') return { allowed: answer, reason: '', seconds: defaultSeconds }
  if (typeof answer !== 'object' || answer === null || !('allowed' in answer)) throw nonsense()
  const { allowed, reason = '', seconds = defaultSeconds } = answer as Readonly<Record<string, unknown>>
  if (typeof allowed !== 'boolean' || typeof reason !== 'string') throw nonsense()
  if (typeof seconds !== 'number' || !(seconds > 0)) throw nonsense()
  return { allowed, reason: reason.slice(0, longestReason), seconds }
}

function nonsense(): Error {
  return new TypeError('`authorize` must return a boolean, or { allowed, reason?, seconds? }.')
}
