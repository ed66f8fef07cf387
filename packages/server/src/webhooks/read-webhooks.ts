import { isChannelPattern } from '../channel/channel-pattern.ts'
import type { ServerEventType } from '../events/server-event.ts'
import { serverEventTypes } from '../events/server-event.ts'
import { assertKnownNames, unknownName } from '../known-names.ts'
import { refusal } from '../refusal.ts'
import { isLoopbackHost } from '../socket/origin.ts'
import { readSecret } from './signature.ts'
import type { Webhook, WebhookOptions } from './webhook-options.ts'

const optionNames: readonly (keyof WebhookOptions)[] = [
  'url',
  'secret',
  'secrets',
  'name',
  'events',
  'channels',
  'batch',
  'timeout',
  'keep',
  'insecure',
]
/** Secrets that a webhook may have at once. */
const mostSecrets = 5
const mostWebhooks = 20
const longestName = 500

/** Reads the `webhooks` option. Throws `invalid_argument` for what can't be. */
export function readWebhooks(given: readonly WebhookOptions[] | undefined): readonly Webhook[] {
  if (given === undefined) return []
  if (!Array.isArray(given) || given.length > mostWebhooks) {
    throw refusal('invalid_argument', `\`webhooks\` must be a list of at most ${mostWebhooks}.`)
  }
  const options: readonly WebhookOptions[] = given
  const webhooks = options.map((each, index) =>
    readWebhook(each, given.length === 1 ? 'webhook' : `webhooks[${index}]`),
  )
  const names = webhooks.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return webhooks
  throw refusal('invalid_argument', `Two webhooks have the name "${twice}".`, {
    hint: 'Events are kept by name: give each its own `name`.',
  })
}

function readWebhook(given: WebhookOptions, place: string): Webhook {
  if (typeof given !== 'object' || given === null) {
    throw refusal('invalid_argument', `\`${place}\` must be an object such as { url, secret }.`)
  }
  assertKnownNames(`property of \`${place}\``, given, optionNames)
  assertKnownNames(`property of \`${place}.batch\``, given.batch ?? {}, ['max', 'wait'])
  assertKnownNames(`property of \`${place}.keep\``, given.keep ?? {}, ['seconds', 'events', 'bytes'])
  const { batch = {}, keep = {} } = given
  const url = readUrl(given, place)
  return {
    name: readName(given.name ?? `${url.origin}${url.pathname}`, place),
    url: url.href,
    keys: readSecrets(given, place),
    events: new Set(given.events === undefined ? serverEventTypes : readTypes(given.events, place)),
    channels: given.channels === undefined ? null : readPatterns(given.channels, place),
    batch: {
      max: whole(batch.max ?? 100, `${place}.batch.max`, 1_000),
      wait: seconds(batch.wait ?? 0, `${place}.batch.wait`, 0, 60),
    },
    timeout: seconds(given.timeout ?? 15, `${place}.timeout`, 1, 60),
    keep: {
      seconds: seconds(keep.seconds ?? 86_400, `${place}.keep.seconds`, 60, 30 * 86_400),
      events: whole(keep.events ?? 1_000_000, `${place}.keep.events`, 100_000_000),
      bytes: whole(keep.bytes ?? 256_000_000, `${place}.keep.bytes`, Number.MAX_SAFE_INTEGER),
    },
  }
}

function readUrl({ url: given, insecure = false }: WebhookOptions, place: string): URL {
  const wrong = (what: string, hint: string): Error =>
    refusal('invalid_argument', `\`${place}.url\` ${what}.`, { hint })
  if (typeof given !== 'string' || !URL.canParse(given)) {
    throw wrong('must be a whole URL', 'For example https://app.example.com/webhooks/realtime.')
  }
  const url = new URL(given)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw wrong('must begin with https:', 'Webhooks are HTTP requests.')
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong(
      'has a user name or password in it',
      'Leave it out: requests are signed, so let the receiver check that.',
    )
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname) && insecure !== true) {
    const hint = 'Use https:, or say `insecure: true` where the network between the two is your own.'
    throw wrong('is http: on another machine, so others could read the events', hint)
  }
  url.hash = ''
  return url
}

function readName(name: unknown, place: string): string {
  if (typeof name === 'string' && name !== '' && name.length <= longestName) return name
  throw refusal('invalid_argument', `\`${place}.name\` must be a text of 1 to ${longestName} characters.`)
}

function readSecrets({ secret, secrets }: WebhookOptions, place: string): readonly Uint8Array[] {
  if (secret !== undefined && secrets !== undefined) {
    throw refusal('invalid_argument', `\`${place}.secret\` and \`${place}.secrets\` exclude each other.`, {
      hint: 'While a secret changes, list the new one and the old one in `secrets`.',
    })
  }
  const all: unknown = secrets ?? (secret === undefined ? [] : [secret])
  if (!Array.isArray(all) || all.length === 0 || all.length > mostSecrets) {
    throw refusal('invalid_argument', `\`${place}\` must have a \`secret\`, or 1 to ${mostSecrets} \`secrets\`.`, {
      hint: 'Make one with: echo "whsec_$(openssl rand -base64 32)". Perhaps a variable that the configuration reads is not set.',
    })
  }
  return all.map((each: unknown, index) =>
    readSecret(each, secrets === undefined ? `${place}.secret` : `${place}.secrets[${index}]`),
  )
}

function readTypes(types: unknown, place: string): readonly ServerEventType[] {
  if (!Array.isArray(types) || types.length === 0) {
    throw refusal('invalid_argument', `\`${place}.events\` must be a list of types of events.`, {
      hint: `Known: ${serverEventTypes.join(', ')}. Leave it out for all.`,
    })
  }
  return types.map((type: unknown) => {
    const known = serverEventTypes.find((each) => each === type)
    if (known === undefined) throw unknownName('type of event', String(type), serverEventTypes)
    return known
  })
}

function readPatterns(given: string | readonly string[], place: string): readonly string[] {
  const patterns: readonly unknown[] = typeof given === 'string' ? [given] : Array.isArray(given) ? given : [null]
  return patterns.map((pattern) => {
    if (typeof pattern === 'string' && isChannelPattern(pattern)) return pattern
    throw refusal(
      'invalid_argument',
      `\`${place}.channels\` has something that is no pattern: ${JSON.stringify(pattern)}.`,
      {
        hint: 'A pattern is the name of a channel, or one whose whole last segment is *, such as "room:*".',
      },
    )
  })
}

function whole(value: unknown, name: string, most: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= most) return value
  throw refusal('invalid_argument', `\`${name}\` must be a whole number from 1 to ${most}.`)
}

function seconds(value: unknown, name: string, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw refusal('invalid_argument', `\`${name}\` must be a number of seconds from ${least} to ${most}.`)
}
