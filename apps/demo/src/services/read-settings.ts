import type { Setting, Values } from './service.ts'

/** Values for all settings, or what is wrong with the query in a sentence. */
export type ReadSettings = { readonly values: Values } | { readonly problem: string }

const protocols = {
  'socket-url': ['ws:', 'wss:'],
  'web-url': ['http:', 'https:'],
} as const

/** Reads the settings of a service out of a query such as `?service=rabbitmq&url=ws://localhost:15674/ws`. */
export function readSettings(settings: readonly Setting[], query: URLSearchParams): ReadSettings {
  const known = ['service', ...settings.map(({ name }) => name)]
  const unknown = Array.from(query.keys()).find((name) => !known.includes(name))
  if (unknown !== undefined) return { problem: `There is no setting “${unknown}” here. There is: ${known.join(', ')}.` }
  const values = Object.fromEntries(settings.map(({ name, initial = '' }) => [name, query.get(name) || initial]))
  const wrong = settings.find(({ name, kind }) => !isOfKind(values[name] ?? '', kind))
  return wrong === undefined ? { values } : { problem: `“${wrong.name}” ${expected(wrong)}` }
}

function isOfKind(value: string, kind: Setting['kind']): boolean {
  return kind === 'text' || value === '' || protocols[kind].some((protocol) => URL.parse(value)?.protocol === protocol)
}

function expected({ kind, initial }: Setting): string {
  const start = kind === 'web-url' ? 'http:// or https://' : 'ws:// or wss://'
  return `has to be an address that begins with ${start}${initial === undefined ? '' : `, such as ${initial}`}.`
}
