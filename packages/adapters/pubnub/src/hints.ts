/** Situations in which an error's own hint wouldn't know what to do about PubNub. */
export type HintName =
  | 'address'
  | 'channelName'
  | 'factory'
  | 'feature'
  | 'key'
  | 'limit'
  | 'occupancy'
  | 'options'
  | 'origin'
  | 'permission'
  | 'present'
  | 'refused'
  | 'retention'
  | 'shared'
  | 'signal'
  | 'size'
  | 'token'
  | 'withAttach'

export type Hints = Readonly<Record<HintName, string>>

let texts: Partial<Hints> = {}

/** Makes hints known. Done by the package's entry for Node and for development; browsers in production have none. */
export function provideHints(hints: Hints): void {
  texts = hints
}

/** The text for a situation; `undefined` where none were provided. */
export function hint(name: HintName): string | undefined {
  return texts[name]
}
