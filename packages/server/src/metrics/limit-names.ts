/** Who is concerned when a limit is reached: one client, a back end, or everybody. */
export type LimitSubject = 'client' | 'back end' | 'server'

/** Every limit that refuses, slows down or ends something, by the name that metrics and log lines give it. */
export const limitSubjects = {
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
} as const satisfies Readonly<Record<string, LimitSubject>>

/** The name of a limit. */
export type LimitName = keyof typeof limitSubjects

/** The names of all limits that refuse, slow down or end something. */
export const reachableLimits: readonly LimitName[] = Object.keys(limitSubjects) as LimitName[]
