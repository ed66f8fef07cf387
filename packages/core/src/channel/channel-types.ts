import type { Message, ReceivedMessage } from '@herenow/adapter'
import type { AsJson } from '../json/as-json.ts'

/** What a channel carries: data by message name, and the presence state. Data arrives as JSON makes it: see `AsJson`. */
export interface ChannelTypes {
  readonly messages: object
  readonly presence: unknown
}

/** A channel that nobody has typed: any message name, any JSON. */
export interface UntypedChannel extends ChannelTypes {
  // Whoever doesn't type a channel gets `unknown` data under every name.
  readonly messages: Record<string, unknown>
  readonly presence: unknown
}

export type MessageName<Types extends ChannelTypes> = keyof Types['messages'] & string

/** A channel's messages of these names, as a union that `name` tells apart. */
export type MessageNamed<Types extends ChannelTypes, Names extends MessageName<Types>> = {
  [Name in Names]: Message<Name, AsJson<Types['messages'][Name]>>
}[Names]

/** All of a channel's messages. */
export type MessageOf<Types extends ChannelTypes = UntypedChannel> = MessageNamed<Types, MessageName<Types>>

export type ReceivedMessageOf<Types extends ChannelTypes = UntypedChannel> = {
  [Name in MessageName<Types>]: ReceivedMessage<Name, AsJson<Types['messages'][Name]>>
}[MessageName<Types>]

declare const types: unique symbol

/** A channel name that knows what the channel carries. Made by `defineChannel`. */
export interface ChannelDefinition<Types extends ChannelTypes = UntypedChannel> {
  readonly name: string
  readonly [types]?: Types
}
