import type { AdapterContext, RealtimeError, SessionState } from '@herenow/adapter'
import {
  after,
  assertNever,
  createTokenSource,
  deadline,
  listenToPlatform,
  retryPause,
  retryStep,
} from '@herenow/adapter'
import type { RabbitmqFactory, Settings } from '../options.ts'
import type { Greeting, Link } from './link.ts'
import { openLink } from './link.ts'
import type { LinkEnd } from './link-end.ts'
import { abnormalClosure, closed as closedLink, impossible } from './link-end.ts'
import type { ConnectionEffect, ConnectionEvent, ConnectionPolicy, ConnectionState } from './machine.ts'
import { step } from './machine.ts'
import type { SessionStateNeeds } from './session-state.ts'
import { sessionState } from './session-state.ts'
import type { Credentials, PreparedClient } from './prepared-client.ts'
import { assertInactive, prepareClient } from './prepared-client.ts'

/** Milliseconds. The first retry comes almost at once: most losses are blips. */
const firstStep = 250

export interface ConnectionNeeds extends SessionStateNeeds {
  readonly context: AdapterContext
  readonly factory: RabbitmqFactory
  readonly settings: Settings
  readonly tell: (state: SessionState) => void
  readonly onConnected: (link: Link, greeting: Greeting) => void
  /** `end`: how the connection that was there ended; `null`: by our own goodbye. */
  readonly onDown: (end: LinkEnd | null) => void
  /** No further attempt follows until `connect` is called. */
  readonly onFailed: (reason: RealtimeError) => void
  /** The platform says that the connection may have gone with the network. */
  readonly onDoubt: () => void
}

/** A session's connection, over all its links. */
export interface Connection {
  readonly connect: () => void
  /** Resolves when the other side has ended it, or didn't in time. */
  close(): Promise<void>
  /** Gives the present link up, as it is silent. */
  giveUp(): void
}

/** Performs what the machine decides. Throws `invalid_argument` for a factory that makes no usable client. */
export function createConnection(needs: ConnectionNeeds): Connection {
  const { context, factory, settings } = needs
  const { clock } = context.env
  const tokens = createTokenSource(context)
  const owner = {}
  /** Made beforehand, so that unusable options are told at once; each later attempt makes its own. */
  let prepared: PreparedClient | null = prepareClient(factory, settings, credentials(null), owner)
  const policy = policyOf(context, settings, prepared.options)
  const name = settings.name ?? prepared.options.name ?? 'rabbitmq'

  let state: ConnectionState = { status: 'initialized' }
  let link: Link | null = null
  let token: string | null = null
  let cancelDue = (): void => {}
  let stopListening = (): void => {}
  let markClosed = (): void => {}
  const closed = new Promise<void>((resolve) => (markClosed = resolve))

  function credentials(found: string | null): Credentials | null {
    const passcode = found ?? settings.passcode
    const login = settings.login ?? (found === null ? undefined : needs.clientId)
    return passcode === undefined || login === undefined ? null : { login, passcode }
  }

  function dispatch(event: ConnectionEvent): void {
    const before = state
    const next = step(before, event, policy)
    state = next.state
    if (next.due !== 'keep') cancelDue()
    if (typeof next.due === 'number') {
      const wait = state.status === 'connecting' ? deadline : after
      cancelDue = wait(clock, next.due, () => dispatch({ type: 'due' }))
    }
    const wasUp = before.status === 'connected' && before.status !== state.status
    if (wasUp) needs.onDown(event.type === 'ended' ? event.end : null)
    next.effects.forEach(perform)
    if (before.status !== state.status) announce(state, typeof next.due === 'number' ? next.due : 0)
  }

  function announce(now: ConnectionState, due: number): void {
    context.log.debug(`${name}: ${now.status}`, 'reason' in now ? now.reason : undefined)
    stopListening()
    stopListening = (): void => {}
    if (now.status === 'closed') markClosed()
    else if (now.status !== 'failed' && now.status !== 'closing') {
      stopListening = listenToPlatform(context.env, (isBack) => {
        if (isBack) dispatch({ type: 'woken' })
        needs.onDoubt()
      })
    }
    const told = sessionState(now, needs, clock.date() + due)
    if (told) needs.tell(told)
    if (now.status === 'connected' && state === now && link) needs.onConnected(link, now.greeting)
    if (now.status === 'failed') needs.onFailed(now.reason)
  }

  function perform(effect: ConnectionEffect): void {
    switch (effect.type) {
      case 'fetch-token':
        return tokens.fetch(
          { reason: effect.reason },
          (found) => {
            token = found
            dispatch({ type: 'token-fetched', hasToken: found !== null })
          },
          (error) => dispatch({ type: 'token-failed', error }),
        )
      case 'open-link':
        return open()
      case 'say-goodbye':
        return link?.close()
      case 'let-go':
        tokens.giveUp()
        link?.drop()
        link = null
        return
      default:
        return assertNever(effect)
    }
  }

  function open(): void {
    try {
      const { client } = (token === null && prepared) || prepareClient(factory, settings, credentials(token), owner)
      prepared = null
      // The app may have done it since.
      assertInactive(client)
      link = openLink({
        client,
        createSocket: context.env.createSocket,
        onOpen(greeting) {
          tokens.accepted()
          dispatch({ type: 'greeted', greeting })
        },
        onEnd: (end) => dispatch({ type: 'ended', end }),
      })
    } catch (cause) {
      dispatch({ type: 'ended', end: impossible(cause) })
    }
  }

  return {
    connect: () => dispatch({ type: 'connect-called' }),
    close() {
      dispatch({ type: 'close-called' })
      return closed
    },
    giveUp: () => dispatch({ type: 'ended', end: closedLink(abnormalClosure, 'silent', true) }),
  }
}

/** What the user's options, the URL and chance decide. */
function policyOf(
  { env, failFast }: AdapterContext,
  settings: Settings,
  url: PreparedClient['options'],
): ConnectionPolicy {
  const interval = settings.reconnectInterval ?? url.reconnectInterval
  return {
    failFast: settings.failFast ?? url.failFast ?? failFast,
    retryDelay: (retries, retryAfter) =>
      interval === undefined
        ? retryPause(retries === 0 ? firstStep : retryStep(retries - 1), env.random, retryAfter)
        : interval * (0.5 + env.random.next() / 2),
  }
}
