import type { ReceivedItem, CloseCode, Decoded, ErrorBody, FrameProblem, Hello } from '@herenow/protocol'
import { closeCode, protocolVersion } from '@herenow/protocol'
import { assertNever } from '@herenow/adapter'
import type { LimitName } from '../metrics/limit-names.ts'
import { errorBody, refusal } from '../refusal.ts'

/** How far a socket has got. */
export type HandshakeState =
  | { readonly phase: 'waiting' }
  /** The token is being checked. What came after `hello` is not to be taken meanwhile: it stays unread. */
  | { readonly phase: 'checking' }
  | { readonly phase: 'open' }
  | { readonly phase: 'ended' }

export type HandshakeEvent =
  | { readonly type: 'received'; readonly decoded: Decoded<ReceivedItem> }
  | { readonly type: 'binary-received' }
  | { readonly type: 'hello-overdue' }
  | { readonly type: 'check-overdue' }
  | { readonly type: 'hello-accepted' }
  | { readonly type: 'ended' }

export type HandshakeEffect =
  | { readonly type: 'check'; readonly hello: Hello }
  | { readonly type: 'handle'; readonly item: Exclude<ReceivedItem, Hello> }
  /** An item that can't be read, or that this version doesn't know. */
  | { readonly type: 'report'; readonly problem: FrameProblem }
  /** `limit`: the one that was reached. */
  | {
      readonly type: 'refuse'
      readonly code: CloseCode
      readonly error: ErrorBody
      readonly limit?: LimitName | undefined
    }

export interface HandshakeStep {
  readonly state: HandshakeState
  readonly effects: readonly HandshakeEffect[]
}

export const newHandshake: HandshakeState = { phase: 'waiting' }

/** What a client may say when: first one `hello`, then anything else, and everything as JSON text. */
export function stepHandshake(state: HandshakeState, event: HandshakeEvent): HandshakeStep {
  if (state.phase === 'ended') return stay(state)
  switch (event.type) {
    case 'received':
      return received(state, event.decoded)
    case 'binary-received':
      return refuse('Frames must be text.', closeCode.invalidPayload)
    case 'hello-overdue':
      return state.phase === 'waiting'
        ? refuse('No `hello` came in time.', closeCode.helloTimeout, 'hello')
        : stay(state)
    case 'check-overdue':
      return state.phase === 'checking' ? checkFailed() : stay(state)
    case 'hello-accepted':
      return state.phase === 'checking' ? { state: { phase: 'open' }, effects: [] } : stay(state)
    case 'ended':
      return { state: { phase: 'ended' }, effects: [] }
    default:
      return assertNever(event)
  }
}

function received(state: Exclude<HandshakeState, { phase: 'ended' }>, decoded: Decoded<ReceivedItem>): HandshakeStep {
  if (decoded.problem?.kind === 'not-json') return refuse(`${decoded.problem.message}.`, closeCode.invalidPayload)
  switch (state.phase) {
    case 'waiting':
      return first(decoded)
    case 'checking':
      return refuse('Nothing may be taken before `hello` is answered.')
    case 'open':
      return later(state, decoded)
    default:
      return assertNever(state)
  }
}

function first(decoded: Decoded<ReceivedItem>): HandshakeStep {
  const hello = decoded.item
  if (decoded.problem?.type === 'hello') return refuse(`${decoded.problem.message}.`, closeCode.invalidHello, 'fields')
  if (hello?.type !== 'hello') return refuse('The first item must be `hello`.')
  if (hello.version !== protocolVersion) {
    return refuse(`This server speaks version ${protocolVersion} of the protocol.`, closeCode.unsupportedVersion)
  }
  return { state: { phase: 'checking' }, effects: [{ type: 'check', hello }] }
}

function later(state: HandshakeState, decoded: Decoded<ReceivedItem>): HandshakeStep {
  const { problem } = decoded
  // Items of a later protocol are skipped; who asks something is told that this server can't.
  if (problem?.kind === 'unknown-type' && problem.id === undefined) return stay(state)
  if (problem !== undefined) return { state, effects: [{ type: 'report', problem }] }
  if (decoded.item.type === 'hello') return refuse('`hello` may be sent only once.')
  return { state, effects: [{ type: 'handle', item: decoded.item }] }
}

function stay(state: HandshakeState): HandshakeStep {
  return { state, effects: [] }
}

/** Nothing is wrong with the client: it may try again. */
function checkFailed(): HandshakeStep {
  const error = errorBody(refusal('server_error', 'The token was not checked in time.', { retryable: true }))
  return {
    state: { phase: 'ended' },
    effects: [{ type: 'refuse', code: closeCode.helloTimeout, error, limit: 'tokenCheck' }],
  }
}

function refuse(message: string, code: CloseCode = closeCode.protocolError, limit?: LimitName): HandshakeStep {
  const error = errorBody(refusal('protocol_error', message))
  const because = limit === undefined ? {} : { limit }
  return { state: { phase: 'ended' }, effects: [{ type: 'refuse', code, error, ...because }] }
}
