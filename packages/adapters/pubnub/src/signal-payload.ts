import type { UserInfo } from '@herenow/adapter'
import { utf8Length } from '@herenow/adapter'
import { isRecord } from './records.ts'

/** What a signal says. */
export interface SignalContents {
  readonly name: string
  readonly data: unknown
  /** `null`: it isn't said here. */
  readonly info: UserInfo | null
}

/** UTF-8 bytes of a signal at PubNub. */
const mostBytes = 64

/** What a signal without a name is called. */
const plainName = 'signal'

/** PubNub's signal. Who it is is left out where it doesn't fit in. `null`: name and data alone are too large. */
export function sealedSignal({ name, data, info }: SignalContents): object | null {
  const whole = { name, data, ...(info && { info }) }
  return [whole, { name, data }].find((it) => utf8Length(JSON.stringify(it)) <= mostBytes) ?? null
}

/** The other way round. `payload`: whatever a client of PubNub has sent. */
export function openedSignal(payload: unknown): SignalContents {
  const isOurs = isRecord(payload) && typeof payload['name'] === 'string' && Object.hasOwn(payload, 'data')
  if (!isOurs) return { name: plainName, data: payload ?? null, info: null }
  const { name, data, info } = payload
  return { name: String(name), data, info: isRecord(info) ? info : null }
}
