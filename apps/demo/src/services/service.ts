import type { Client, ClientOptions } from '@herenow/react'
import type { Identity } from '../identity/identity.ts'

/** What a service has to be told before the demo can use it. */
export interface Setting {
  /** As in the address of the page: `?service=rabbitmq&vhost=chat`. */
  readonly name: string
  readonly label: string
  /** A sentence on what to put there. */
  readonly about: string
  /** What a value has to look like. */
  readonly kind: 'socket-url' | 'web-url' | 'text'
  /** What is taken where nothing is said. Without it the setting may stay empty. */
  readonly initial?: string | undefined
}

/** The values of all settings by their names; `''` for one that was left out. */
export type Values<Name extends string = string> = Readonly<Record<Name, string>>

/** How the demo talks over one service. Each is a module of its own, so that a page loads no other. */
export interface Service {
  readonly settings: readonly Setting[]
  /** How a developer gets one: commands, one a line. */
  readonly start: string
  /** What is missing in values that are well-formed, in a sentence; `null`: nothing. */
  readonly missingIn: (values: Values) => string | null
  /** Whether the page's switch can cut the service off. An SDK that opens its own sockets can't be. */
  readonly canBeCutOff: boolean
  /** The client's own part of the options; `clientId` and `info` are given already. */
  readonly clientOptions: (values: Values, identity: Identity) => ServiceOptions
}

type ServiceOptions = Pick<ClientOptions, 'adapter' | 'token' | 'env'> &
  // Of a token that was made elsewhere nobody but the service knows whose it is.
  Partial<Pick<ClientOptions, 'clientId'>>

/** A service with all that it needs. */
export interface OpenService {
  readonly name: string
  readonly title: string
  readonly canBeCutOff: boolean
  /** Makes a client for one person. Opens nothing until the page needs it. */
  readonly clientFor: (identity: Identity) => Client
}
