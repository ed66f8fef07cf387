import { describe, expect, it } from 'vitest'
import { closed, impossible, isLateDelivery, notOpened, refusedFrame, unprepared } from './link-end.ts'

const frame = (message: string, body: string, more: Record<string, string> = {}) => ({
  headers: { message, ...more },
  body,
})

describe('an ERROR frame', () => {
  it.each([
    ["Access refused for user 'guest'\n", 'refused', 'unauthorized'],
    ['non-loopback access denied', 'refused', 'unauthorized'],
    ["Virtual host 'x' access denied", 'final', 'forbidden'],
    ['Connection refused: vhost connection limit reached', 'lost', 'connection_failed'],
  ])('before the greeting: %j', (body, kind, code) => {
    expect(refusedFrame(frame('Bad CONNECT', body), false)).toMatchObject({
      kind,
      error: { code, origin: 'server', message: `RabbitMQ said: Bad CONNECT: ${body.trim()}` },
    })
  })

  it('later accuses what was sent, unless a stream is gone', () => {
    expect(refusedFrame(frame('Processing error', 'Processing error'), true).kind).toBe('accused')
    expect(refusedFrame(frame('Server cancelled subscription', 'x', { subscription: 's' }), true).kind).toBe('lost')
  })

  it('may come too late to mean anything', () => {
    expect(isLateDelivery({ body: "There is no current subscription with tag 'T_1'." })).toBe(true)
    expect(isLateDelivery({ body: 'Message with id "x" has no subscription' })).toBe(false)
  })
})

describe('the end of a socket', () => {
  it('accuses what was sent where RabbitMQ closed it in good order, as it does without an ERROR frame', () => {
    expect(closed(1000, 'STOMP died', true)).toMatchObject({ kind: 'accused', error: { message: /STOMP died/ } })
    expect(closed(1006, '', true)).toMatchObject({ kind: 'lost', error: { code: 'connection_closed' } })
  })

  it('that never opened says what to look at', () => {
    expect(closed(1006, '', false)).toMatchObject({ kind: 'lost', error: { hint: /rabbitmq_web_stomp/ } })
    expect(notOpened({ status: 404, text: '' })).toMatchObject({ kind: 'lost', error: { message: /404/ } })
    expect(notOpened('blocked')).toMatchObject({ kind: 'lost', error: { hint: /Content-Security-Policy/ } })
  })
})

describe('what the app throws', () => {
  it('in place of a socket is final, and in its beforeConnect is not', () => {
    expect(impossible(new Error('No.'))).toMatchObject({
      kind: 'final',
      error: { message: 'No socket can be made: No.' },
    })
    expect(unprepared(new Error('No.'))).toMatchObject({ kind: 'lost', error: { retryable: true, message: /: No\./ } })
  })
})
