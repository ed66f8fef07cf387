/** A service of others in a process that is ours, which a journey may crash and start again where it was. */
export interface HostedService {
  /** Where it listens, also after it has been started again. */
  readonly port: number
  /** Ends it as a crash does. */
  readonly crash: () => Promise<void>
  readonly startAgain: () => Promise<void>
  readonly stop: () => Promise<void>
  /** What the demo is told in its address to find it on another port: the query without its question mark. */
  readonly demoQuery: (port: number) => string
  /** What the page with the bare SDK is told: the query without its question mark. */
  readonly nativeQuery: (port: number) => Promise<string>
}

/** Who uses the bare SDK. */
export const nativePerson = 'nora'

export function toQuery(values: Readonly<Record<string, string>>): string {
  return new URLSearchParams(values).toString()
}
