import type { Adapter, AdapterEvent } from '@herenow/adapter'

/** Whether the service takes a client for somebody else at its next connect. */
export interface Disguise {
  isOn: boolean
  /** A message was handed over while the service took us for somebody else. */
  onMessageOfAnother(): void
}

/** An adapter whose service may, at a connect, take the client for somebody else. */
export function disguised(adapter: Adapter, disguise: Disguise): Adapter {
  return {
    ...adapter,
    open(context) {
      let isAnother = false
      const told = (event: AdapterEvent): AdapterEvent => {
        if (event.type !== 'connection' || event.state.status !== 'connected') return event
        isAnother = disguise.isOn
        disguise.isOn = false
        return isAnother ? { ...event, state: { ...event.state, clientId: 'mallory' } } : event
      }
      const session = adapter.open({ ...context, emit: (events) => context.emit(events.map(told)) })
      return {
        ...session,
        publish(channel, messages) {
          if (isAnother) disguise.onMessageOfAnother()
          return session.publish(channel, messages)
        },
      }
    },
  }
}
