import { assertNever } from '@herenow/adapter'

/** How events of one webhook are put together. */
export interface DeliveryRules {
  /** Events of one request. */
  readonly max: number
  /** Milliseconds that an event waits for others. */
  readonly wait: number
}

/** What one webhook does. There is one request at a time, so that events arrive in their order. */
export type DeliveryState =
  /** Nothing waits. */
  | { readonly status: 'idle' }
  /** Events wait for others to go with them. */
  | { readonly status: 'gathering' }
  /** A request is on its way. `failures`: how many failed in a row before it. */
  | { readonly status: 'sending'; readonly failures: number }
  /** A request has failed, and waits to be made again. Monotonic milliseconds. */
  | { readonly status: 'pausing'; readonly failures: number; readonly until: number }
  /** The receiver has said that it is gone: nothing is sent, and events go on waiting. */
  | { readonly status: 'stopped' }
  | { readonly status: 'ended' }

export type DeliveryEvent =
  /** So many events wait now. */
  | { readonly type: 'added'; readonly waiting: number; readonly now: number }
  /** The time of the last `wake` has come. */
  | { readonly type: 'due'; readonly now: number }
  | { readonly type: 'delivered'; readonly waiting: number; readonly now: number }
  /** `pause`: milliseconds until the next attempt. */
  | { readonly type: 'failed'; readonly pause: number; readonly now: number }
  | { readonly type: 'gone'; readonly now: number }
  /** Somebody wants it to be tried now. */
  | { readonly type: 'retry'; readonly waiting: number; readonly now: number }
  | { readonly type: 'end' }

export type DeliveryEffect =
  /** Make a request with the oldest events. */
  | { readonly type: 'send' }
  /** Tell `due` at this time, and at no other. Monotonic milliseconds. */
  | { readonly type: 'wake'; readonly at: number }
  /** Tell `due` no more. */
  | { readonly type: 'sleep' }
  /** Give up the events that are too old. */
  | { readonly type: 'expire' }

export interface DeliveryStep {
  readonly state: DeliveryState
  readonly effects: readonly DeliveryEffect[]
}

export const idle: DeliveryState = { status: 'idle' }

/** Milliseconds between two looks for events that are too old, while nothing is sent. */
const expireEvery = 3_600_000

/** What happens next. */
export function step(state: DeliveryState, event: DeliveryEvent, rules: DeliveryRules): DeliveryStep {
  if (state.status === 'ended') return stay(state)
  switch (event.type) {
    case 'added':
      return added(state, event, rules)
    case 'due':
      return due(state, event.now)
    case 'delivered':
      return state.status === 'sending' ? next(event.waiting, event.now, rules) : stay(state)
    case 'failed':
      return state.status === 'sending' ? pause(state.failures + 1, event.now + event.pause) : stay(state)
    case 'gone':
      return state.status === 'sending' ? stopped(event.now) : stay(state)
    case 'retry':
      return retry(state, event.waiting)
    case 'end':
      return { state: { status: 'ended' }, effects: [{ type: 'sleep' }] }
    default:
      return assertNever(event)
  }
}

function stay(state: DeliveryState): DeliveryStep {
  return { state, effects: [] }
}

function send(failures: number): DeliveryStep {
  return { state: { status: 'sending', failures }, effects: [{ type: 'sleep' }, { type: 'send' }] }
}

/** What follows where nothing is under way. */
function next(waiting: number, now: number, { max, wait }: DeliveryRules): DeliveryStep {
  if (waiting === 0) return stay(idle)
  if (waiting >= max || wait === 0) return send(0)
  return { state: { status: 'gathering' }, effects: [{ type: 'wake', at: now + wait }] }
}

function added(
  state: DeliveryState,
  { waiting, now }: { readonly waiting: number; readonly now: number },
  rules: DeliveryRules,
): DeliveryStep {
  if (state.status === 'idle') return next(waiting, now, rules)
  return state.status === 'gathering' && waiting >= rules.max ? send(0) : stay(state)
}

function due(state: DeliveryState, now: number): DeliveryStep {
  if (state.status === 'gathering') return send(0)
  if (state.status === 'pausing') return send(state.failures)
  return state.status === 'stopped' ? stopped(now) : stay(state)
}

function pause(failures: number, until: number): DeliveryStep {
  return { state: { status: 'pausing', failures, until }, effects: [{ type: 'expire' }, { type: 'wake', at: until }] }
}

function stopped(now: number): DeliveryStep {
  return { state: { status: 'stopped' }, effects: [{ type: 'expire' }, { type: 'wake', at: now + expireEvery }] }
}

function retry(state: DeliveryState, waiting: number): DeliveryStep {
  if (state.status === 'sending') return stay(state)
  if (waiting === 0) return { state: idle, effects: [{ type: 'sleep' }] }
  return send(state.status === 'pausing' ? state.failures : 0)
}
