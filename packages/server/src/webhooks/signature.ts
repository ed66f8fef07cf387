import { Buffer } from 'node:buffer'
import { createHash, createHmac } from 'node:crypto'
import { refusal } from '../refusal.ts'

const prefix = 'whsec_'
/** Bytes of a secret, as Standard Webhooks wants them. */
const [shortest, longest] = [24, 64]

/** Reads a secret of the form `whsec_<base64>`. Throws `invalid_argument`, without the secret in the message. */
export function readSecret(secret: unknown, place: string): Uint8Array {
  const text = typeof secret === 'string' && secret.startsWith(prefix) ? secret.slice(prefix.length) : ''
  const key = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0)
  if (key.length >= shortest && key.length <= longest) return new Uint8Array(key)
  throw refusal('invalid_argument', `\`${place}\` must be whsec_ and ${shortest} to ${longest} bytes in base64.`, {
    hint: 'Make one with: echo "whsec_$(openssl rand -base64 32)".',
  })
}

/** The headers that say who a body is from, when it was sent and which one it is, as Standard Webhooks has them. */
export function signedHeaders(
  keys: readonly Uint8Array[],
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
): Readonly<Record<string, string>> {
  const signatures = keys.map((key) => {
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
    return `v1,${signature}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') }
}

/** The id of a request: the same events have the same id each time they are sent, also after a restart. */
export function requestId(body: string): string {
  return `msg_${createHash('sha256').update(body).digest('base64url').slice(0, 27)}`
}
