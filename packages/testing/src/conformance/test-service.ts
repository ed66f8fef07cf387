import type { Adapter, Capabilities, Env, UserInfo } from '@herenow/adapter'

/** One connection that a test makes. */
export interface TestClient {
  /** Unique in the test: two connections may have one client id. */
  readonly name: string
  readonly clientId: string
  /** What others see of it, for services that know it from the token only. */
  readonly info: UserInfo | null
}

/** A running service that a test has for itself. */
export interface TestService {
  /** An adapter for one client of the test. */
  adapter(client: TestClient): Adapter
  /** What that client's session runs in. Default: the real world. */
  readonly env?: Env
  /** Breaks that client's connection as a network does, without a goodbye, and keeps it broken. */
  cut(client: TestClient): void | Promise<void>
  /** Lets that client through again. */
  restore(client: TestClient): void | Promise<void>
  /** What that client's token function gives. Where there is one, a changed right counts from the next token on. */
  token?(client: TestClient): string
  /** Takes a channel's right from that client. Needed where `refuses` is claimed. */
  deny?(client: TestClient, channel: string): void | Promise<void>
  /** Gives it back. */
  allow?(client: TestClient, channel: string): void | Promise<void>
  /** Takes from that client only the right to be present in a channel and to see who is. Needed where `hidesPresence` is claimed. */
  denyPresence?(client: TestClient, channel: string): void | Promise<void>
  /** Gives it back. */
  allowPresence?(client: TestClient, channel: string): void | Promise<void>
  stop(): Promise<void>
}

/** What is said of a service, and decides what is tested of it. */
export interface ConformanceClaims {
  /** What can be done with it. The adapter must say the same, or its session once it has connected or attached a channel. */
  readonly capabilities: Capabilities
  /** The service of the tests can refuse a channel: how that is told is tested. */
  readonly refuses?: boolean
  /** The service of the tests can keep presence from a client that has the messages. */
  readonly hidesPresence?: boolean
}

/** What the conformance kit needs to know of an adapter. */
export interface AdapterTestOptions extends ConformanceClaims {
  /** Stands above the tests. */
  readonly name: string
  /** Starts an empty service, one for each test. */
  start(): Promise<TestService>
}
