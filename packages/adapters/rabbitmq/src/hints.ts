/** Situations in which an error's own hint wouldn't know what to do about RabbitMQ. */
export type HintName =
  | 'binary'
  | 'client'
  | 'clientId'
  | 'closed'
  | 'history'
  | 'login'
  | 'presence'
  | 'refused'
  | 'routingKey'
  | 'streams'
  | 'time'
  | 'ttl'
  | 'url'
  | 'vhost'

export type Hints = Readonly<Record<HintName, string>>

let texts: Partial<Hints> = {}

/** Makes hints known. Done by the package's entry for Node and for development; browsers in production have none. */
export function provideHints(hints: Hints): void {
  texts = hints
}

/** The text for a situation; `undefined` where none were provided. */
export function rabbitmqHint(name: HintName): string | undefined {
  return texts[name]
}
