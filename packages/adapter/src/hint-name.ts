import type { ErrorCode } from './error-code.ts'

/** Situations whose hint says more than the error code's own. */
export type HintName =
  | 'adapter-options'
  | 'channel-name'
  | 'channel-reserved'
  | 'client-adapter'
  | 'client-closed'
  | 'closed-twice'
  | 'data-not-json'
  | 'hook-outside-provider'
  | 'no-crypto'
  | 'no-web-socket'
  | 'other-client'
  | 'socket-blocked'
  | 'socket-refused'
  | 'socket-silent'
  | 'socket-url'
  | 'static-token'
  | 'subprotocol'
  | 'token-function'
  | 'upgrade-origin'
  | 'upgrade-path'
  | 'upgrade-token'

/** Texts by error code and by situation. Browsers in production have none. */
export type Hints = Readonly<Partial<Record<ErrorCode | HintName, string>>>
