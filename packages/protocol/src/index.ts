export type {
  Attach,
  ClientItem,
  ClientRequest,
  Detach,
  GetHereNow,
  GetHistory,
  GetPresence,
  GetWhereNow,
  Hello,
  Ping,
  Pong,
  Publish,
  ReceivedItem,
  ReceivedPublish,
  RefreshToken,
  SendSignal,
  SetPresence,
  SyncPresence,
  Watch,
} from './client-item.ts'
export { clientLimits } from './client-limits.ts'
export { closeCode } from './close-code.ts'
export type { CloseCode } from './close-code.ts'
export { clientFrameItems, decodeClientFrame } from './decode-client-frame.ts'
export type { Decoded } from './decode-frame.ts'
export { decodeResult } from './decode-result.ts'
export { decodeServerFrame } from './decode-server-frame.ts'
export { encodeFrame, encodeItem, encodeMessage, encodeMessageItem } from './encode.ts'
export type { EncodedMessage } from './encode.ts'
export type { ErrorBody } from './error-body.ts'
export { limits } from './limits.ts'
export { Malformed } from './problem.ts'
export type { FrameProblem } from './problem.ts'
export { isWholeText } from './read-bounded.ts'
export { fitsBytes } from './read.ts'
export type {
  AttachResult,
  HereNowResult,
  HistoryResult,
  PresenceResult,
  PresenceStamps,
  PublishResult,
  TokenResult,
  WhereNowResult,
  WireOccupancy,
} from './result.ts'
export type {
  DetachedItem,
  ErrorItem,
  Goodbye,
  MessageItem,
  OccupancyItem,
  Ok,
  PresenceDeniedItem,
  PresenceIntervalItem,
  PresenceItem,
  PresenceSnapshotItem,
  ServerItem,
  ServerPing,
  SignalItem,
  Welcome,
  WelcomeLimits,
} from './server-item.ts'
export { protocolVersion, subprotocol } from './version.ts'
export type { MalformedOutgoing, WireMessage, WireOutcome, WireOutgoing, WirePosition } from './wire-message.ts'
export type { WireConnection, WireDeparture, WireOccupant, WirePresenceChange } from './wire-presence.ts'
