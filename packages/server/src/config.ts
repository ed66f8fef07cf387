import type { Logger } from '@herenow/adapter'
import type { Auth, Authenticate } from './auth/auth.ts'
import type { Authorize } from './auth/authorize.ts'
import type { OnPublish, OnPublishPolicy, WholePublishPolicy } from './hooks/on-publish.ts'
import { publishPolicy } from './hooks/publish-hook.ts'
import type { ChannelRules, SettingsOf } from './channel/channel-rules.ts'
import { channelSettings } from './channel/channel-rules.ts'
import type { Engine } from './engine/engine.ts'
import { engineFor } from './engine/engine-for-rules.ts'
import { memory } from './engine/memory-engine.ts'
import type { ConfiguredListeners, ListenerOptions } from './events/event-options.ts'
import { listenerOptionNames, listenerOptions } from './events/event-options.ts'
import type { ApiKey, ApiKeys } from './http/api/api-keys.ts'
import { apiKeys } from './http/api/api-keys.ts'
import type { MetricsOptions } from './metrics/metrics-page.ts'
import { Mount } from './http/mount.ts'
import type { InspectorMode } from './inspector/inspector-mode.ts'
import { inspectorMode } from './inspector/inspector-mode.ts'
import type { TlsOptions } from './http/server-tls.ts'
import { ServerTls } from './http/server-tls.ts'
import { TrustedProxies } from './http/trusted-proxies.ts'
import { socketPath } from './http/unix-socket.ts'
import { refusal } from './refusal.ts'
import type { ServerLimits } from './server-limits.ts'
import { limitNames, resolveLimits } from './server-limits.ts'
import { checkOrigins, isLoopbackHost } from './socket/origin.ts'
import { assertKnownNames } from './known-names.ts'
import { readWebhooks } from './webhooks/read-webhooks.ts'
import type { Webhook, WebhookOptions } from './webhooks/webhook-options.ts'

/** Where a server listens unless it is told otherwise. */
export const defaultPort = 7070

/** What a server is made with. Everything has a default that suits development. */
export interface ServerOptions extends ListenerOptions {
  /** Default 7070; 0 takes a free one, which `listen` tells. */
  readonly port?: number | undefined
  /** Default `127.0.0.1`. Other than this machine's own addresses only with `auth`. */
  readonly host?: string | undefined
  /**
   * In place of `port` and `host`: the path of a socket of the file system, such as `/run/herenow/herenow.sock`. This user
   * and its group may connect, so it needs no `auth`.
   */
  readonly socket?: string | undefined
  /**
   * Certificate and key, as paths of PEM files or as their contents: the server then speaks `wss` and `https`, with TLS 1.2
   * or newer. Default: none, for a proxy that has them.
   */
  readonly tls?: TlsOptions | undefined
  /** The path that clients connect to, with `/health` under it. Default `/`, and `/realtime` for `attach`. */
  readonly path?: string | undefined
  /** How clients prove who they are. Default: not at all, on this machine only. */
  readonly auth?: Auth | undefined
  /** In place of `auth`: says who a client is by its token, its cookies or what else its request holds. */
  readonly authenticate?: Authenticate | undefined
  /** Says what a client may do in a channel, beyond what its token and the rules allow. */
  readonly authorize?: Authorize | undefined
  /** Decides about each message of a client before it is stored: lets it pass, changes, refuses it or holds it back. */
  readonly onPublish?: OnPublish | OnPublishPolicy | undefined
  /**
   * Lets back ends in: the key of the HTTP API under `/api`, or several with what each allows. Default: there is no API.
   */
  readonly apiKey?: string | readonly ApiKey[] | undefined
  /** Who may read the figures for Prometheus under `/metrics`. Default: who has an `apiKey` that allows it. */
  readonly metrics?: MetricsOptions | undefined
  /**
   * A page at `/inspector`, under the server's own path, that shows connections, channels and messages to who has an `apiKey`:
   * `read`, or `write` to publish and to put clients out too. Default: `off`.
   */
  readonly inspector?: InspectorMode | undefined
  /** Addresses that are told what happens, in signed requests, until they have taken it. At most 20. */
  readonly webhooks?: readonly WebhookOptions[] | undefined
  /** Where messages are kept. Default: in memory. */
  readonly engine?: Engine | undefined
  /** Settings by channel pattern. */
  readonly rules?: ChannelRules | undefined
  readonly limits?: { readonly [K in keyof ServerLimits]?: number | undefined } | undefined
  /** Origins of pages that may connect, exactly as browsers send them, such as `https://app.example.com`. */
  readonly origins?: readonly string[] | undefined
  /**
   * Proxies whose `X-Forwarded-For` is believed: addresses, or blocks such as `10.0.0.0/8`. Their clients are counted
   * by the address that they tell. `unix:` is whoever connects to `socket`. Default: none.
   */
  readonly trustedProxies?: readonly string[] | undefined
  /** Default: warnings and errors to standard error. */
  readonly log?: Logger | undefined
}

/** Options with every default in its place. */
export interface ServerConfig {
  readonly port: number
  readonly host: string
  /** `null`: it listens on the port. */
  readonly socket: string | null
  /** `null`: what arrives isn't encrypted. */
  readonly tls: ServerTls | null
  readonly path: string | undefined
  readonly auth: Auth | null
  readonly authenticate: Authenticate | null
  readonly authorize: Authorize | null
  readonly onPublish: WholePublishPolicy | null
  readonly listeners: ConfiguredListeners
  /** `null`: there is no API for back ends. */
  readonly apiKeys: ApiKeys | null
  /** Everybody may read the metrics. */
  readonly hasPublicMetrics: boolean
  readonly inspector: InspectorMode
  readonly webhooks: readonly Webhook[]
  readonly engine: Engine
  readonly settingsOf: SettingsOf
  readonly limits: ServerLimits
  readonly origins: readonly string[] | null
  readonly trustedProxies: TrustedProxies
  readonly log: Logger
}

const optionNames: readonly (keyof ServerOptions)[] = [
  'port',
  'host',
  'path',
  'auth',
  'authenticate',
  'authorize',
  'onPublish',
  ...listenerOptionNames,
  'apiKey',
  'metrics',
  'inspector',
  'webhooks',
  'engine',
  'rules',
  'limits',
  'origins',
  'trustedProxies',
  'tls',
  'socket',
  'log',
]

/** Checks options once. Throws `invalid_argument` that names what is wrong. */
export function resolveConfig(options: ServerOptions, defaultLog: () => Logger): ServerConfig {
  assertKnownNames('option', options, optionNames)
  assertKnownNames('limit', options.limits ?? {}, limitNames)
  const auth = options.auth ?? null
  const host = options.host ?? '127.0.0.1'
  const settingsOf = channelSettings(options.rules)
  const authenticate = options.authenticate ?? null
  const hasAuth = auth !== null || authenticate !== null
  if (auth !== null && authenticate !== null) throw twoWays()
  if (!hasAuth && !isLoopbackHost(host)) throw openToTheWorld(host)
  checkOrigins(options.origins ?? [])
  return {
    port: checkedPort(options.port ?? defaultPort),
    host,
    socket: checkedSocket(options),
    tls: options.tls === undefined ? null : new ServerTls(options.tls),
    path: options.path === undefined ? undefined : new Mount(options.path).path,
    auth,
    authenticate,
    authorize: options.authorize ?? null,
    onPublish: publishPolicy(options.onPublish),
    listeners: listenerOptions(options),
    apiKeys: apiKeys(options.apiKey),
    hasPublicMetrics: hasPublicMetrics(options.metrics),
    inspector: inspectorMode(options),
    webhooks: readWebhooks(options.webhooks),
    engine: engineFor(options.engine ?? memory(), options.rules ?? {}, settingsOf),
    settingsOf,
    limits: resolveLimits(options.limits ?? {}, hasAuth),
    origins: options.origins ?? null,
    trustedProxies: new TrustedProxies(options.trustedProxies ?? []),
    log: options.log ?? defaultLog(),
  }
}

function hasPublicMetrics(metrics: MetricsOptions = {}): boolean {
  assertKnownNames('setting of `metrics`', metrics, ['public'])
  const { public: isPublic = false } = metrics
  if (typeof isPublic === 'boolean') return isPublic
  throw refusal('invalid_argument', '`metrics.public` must be true or false.')
}

function checkedPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw refusal('invalid_argument', '`port` must be a whole number from 0 to 65535.')
}

function checkedSocket({ socket, port, host, tls }: ServerOptions): string | null {
  if (socket === undefined) return null
  if (port !== undefined || host !== undefined) {
    throw refusal('invalid_argument', '`socket` and `port` or `host` exclude each other.', {
      hint: 'A server listens on a socket of the file system, or on a port. Leave one of them out.',
    })
  }
  if (tls !== undefined) {
    throw refusal('invalid_argument', '`socket` and `tls` exclude each other.', {
      hint: 'What goes through the socket stays on this machine: the proxy in front has the certificate.',
    })
  }
  return socketPath(socket)
}

function twoWays(): Error {
  return refusal('invalid_argument', '`auth` and `authenticate` exclude each other.', {
    hint: '`authenticate` gets the token too: check it there, for example with `jwtVerify` of jose.',
  })
}

function openToTheWorld(host: string): Error {
  return refusal('invalid_argument', `A server without auth may not listen on "${host}".`, {
    hint: 'Without auth everybody may say to be anybody. Pass `auth` to `createServer`, or listen on 127.0.0.1.',
  })
}
