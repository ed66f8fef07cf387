import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { readSecret, requestId, signedHeaders } from './signature.ts'

const secretOf = (byte: number, bytes = 32): string => `whsec_${Buffer.alloc(bytes, byte).toString('base64')}`
const [oldSecret, newSecret] = [secretOf(1), secretOf(2)]
const body = '{"events":[{"id":"1","type":"connect","text":"ä 👋"}]}'
const now = (): number => Math.floor(Date.now() / 1_000)

describe('a signed request', () => {
  const headers = signedHeaders([readSecret(newSecret, 'secret'), readSecret(oldSecret, 'secret')], {
    id: requestId(body),
    timestamp: now(),
    body,
  })

  it.each([oldSecret, newSecret])('is taken by the library of Standard Webhooks with either secret', (secret) => {
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
  })

  it('is refused with another secret, another body, and another time', () => {
    expect(() => new Webhook(secretOf(3)).verify(body, headers)).toThrow(/signature/)
    expect(() => new Webhook(newSecret).verify(body.replace('1', '2'), headers)).toThrow(/signature/)
    const later = { ...headers, 'webhook-timestamp': String(now() + 10) }
    expect(() => new Webhook(newSecret).verify(body, later)).toThrow(/signature/)
  })

  it('has the signature that the library makes', () => {
    const [id, at] = ['msg_1', 1_800_000_000]
    const { 'webhook-signature': signature } = signedHeaders([readSecret(oldSecret, '')], { id, timestamp: at, body })
    expect(signature).toBe(new Webhook(oldSecret).sign(id, new Date(at * 1_000), body))
  })
})

it('gives the same events the same id, and others another', () => {
  expect(requestId(body)).toBe(requestId(body))
  expect(requestId(body)).not.toBe(requestId(`${body} `))
  expect(requestId(body)).toMatch(/^msg_[\w-]{27}$/)
})

it.each([undefined, 7, '', 'whsec_', 'secret', 'whsec_not base64', secretOf(1, 23), secretOf(1, 65)])(
  "refuses %j as a secret and doesn't repeat it",
  (secret) => {
    let message = ''
    try {
      readSecret(secret, 'webhook.secret')
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain('`webhook.secret` must be whsec_ and 24 to 64 bytes in base64')
    if (typeof secret === 'string' && secret.length > 8) expect(message).not.toContain(secret)
  },
)
