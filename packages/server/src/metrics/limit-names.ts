/** Who is concerned when a limit is reached: one client, a back end, or everybody. */
type LimitSubject = 'client' | 'back end' | 'server'

/** The name of a limit that refuses, slows down or ends something, as metrics and log lines have it. */
export type LimitName =
  | 'messageBytes'
  | 'signalBytes'
  | 'stateBytes'
  | 'fields'
  | 'tokenId'
  | 'tokenPatterns'
  | 'frameBytes'
  | 'channels'
  | 'publishesPerSecond'
  | 'requestsPerSecond'
  | 'work'
  | 'overTheRate'
  | 'unstoredMessages'
  | 'unansweredQuestions'
  | 'bufferBytes'
  | 'slowReading'
  | 'hello'
  | 'tokenCheck'
  | 'lostConnections'
  | 'connectionsPerAddress'
  | 'connections'
  | 'presenceBytes'
  | 'exclusions'
  | 'revocations'
  | 'reasonBytes'
  | 'broadcastChannels'
  | 'apiRequestBytes'
  | 'apiCommands'
  | 'apiConnections'
  | 'apiChannels'
  | 'apiAnswer'

/** Whom each of them concerns. */
export const limitSubjects: Readonly<Record<LimitName, LimitSubject>> = {
  messageBytes: 'client',
  signalBytes: 'client',
  stateBytes: 'client',
  fields: 'client',
  tokenId: 'client',
  tokenPatterns: 'client',
  frameBytes: 'client',
  channels: 'client',
  publishesPerSecond: 'client',
  requestsPerSecond: 'client',
  work: 'client',
  overTheRate: 'client',
  unstoredMessages: 'client',
  unansweredQuestions: 'client',
  bufferBytes: 'client',
  slowReading: 'client',
  hello: 'client',
  tokenCheck: 'client',
  lostConnections: 'client',
  connectionsPerAddress: 'client',
  connections: 'server',
  presenceBytes: 'server',
  exclusions: 'back end',
  revocations: 'back end',
  reasonBytes: 'back end',
  broadcastChannels: 'back end',
  apiRequestBytes: 'back end',
  apiCommands: 'back end',
  apiConnections: 'back end',
  apiChannels: 'back end',
  apiAnswer: 'back end',
}

/** The names of all limits that refuse, slow down or end something. */
export const reachableLimits: readonly LimitName[] = Object.keys(limitSubjects) as LimitName[]
