import { describe, expect, it } from 'vitest'
import { readWebhooks } from './read-webhooks.ts'

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
const url = 'https://app.example/hook'

describe('webhooks', () => {
  it('need an address and a secret; everything else has a default', () => {
    expect(readWebhooks(undefined)).toEqual([])
    const [webhook] = readWebhooks([{ url: 'https://app.example/hook?key=1#top', secret }])
    expect(webhook).toMatchObject({
      name: url,
      url: `${url}?key=1`,
      channels: null,
      batch: { max: 100, wait: 0 },
      timeout: 15,
      keep: { seconds: 86_400, events: 1_000_000, bytes: 256_000_000 },
    })
    expect([...(webhook?.events ?? [])]).toContain('publish')
    expect(readWebhooks([{ url, secrets: [secret, secret], channels: 'room:*' }])).toMatchObject([
      { channels: ['room:*'], keys: [{ length: 32 }, { length: 32 }] },
    ])
  })

  it.each(['http://localhost:1/', 'http://127.0.0.1/', 'http://[::1]:8080/hook'])('may be at %s', (local) => {
    expect(readWebhooks([{ url: local, secret }])).toHaveLength(1)
  })

  it('may be on http elsewhere only where somebody says that this is meant', () => {
    const elsewhere = 'http://app:3000/hook'
    expect(() => readWebhooks([{ url: elsewhere, secret }])).toThrow(/http: on another machine/)
    expect(readWebhooks([{ url: elsewhere, secret, insecure: true }])).toHaveLength(1)
  })

  it.each<readonly [string, unknown, RegExp]>([
    ['no list', { url, secret }, /must be a list/],
    ['no object', [url], /must be an object/],
    ['a misspelt property', [{ url, secret, event: [] }], /Unknown property of `webhook` "event"/],
    ['no URL', [{ url: '/hook', secret }], /must be a whole URL/],
    ['another protocol', [{ url: 'ws://app.example', secret }], /must begin with https:/],
    ['a password', [{ url: 'https://me:word@app.example', secret }], /user name or password/],
    ['no secret', [{ url, secret: undefined }], /must have a `secret`/],
    ['a weak secret', [{ url, secret: 'whsec_c2hvcnQ=' }], /`webhook.secret` must be whsec_/],
    ['two ways', [{ url, secret, secrets: [secret] }], /exclude each other/],
    ['an unknown type', [{ url, secret, events: ['join'] }], /Unknown type of event "join"/],
    ['no types', [{ url, secret, events: [] }], /must be a list of types/],
    ['a wrong pattern', [{ url, secret, channels: ['room:*:x'] }], /no pattern: "room:\*:x"/],
    ['a batch of none', [{ url, secret, batch: { max: 0 } }], /`webhook.batch.max` must be a whole number/],
    ['a misspelt bound', [{ url, secret, keep: { days: 1 } }], /Unknown property of `webhook.keep` "days"/],
    ['a timeout of a text', [{ url, secret, timeout: '15' }], /`webhook.timeout` must be a number of seconds/],
    [
      'the same twice',
      [
        { url, secret },
        { url: `${url}?b`, secret },
      ],
      /Two webhooks have the name/,
    ],
    [
      'a mistake in the second',
      [
        { url, secret },
        { url, secret: '' },
      ],
      /`webhooks\[1\].secret`/,
    ],
  ])('refuse %s', (_, options, message) => {
    const wrong = options as Parameters<typeof readWebhooks>[0]
    expect(() => readWebhooks(wrong)).toThrow(message)
  })
})
