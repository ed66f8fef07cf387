import type { AttachOptions, Env, RealtimeError } from '@herenow/adapter'
import { assertChannelName, waitFor } from '@herenow/adapter'
import type { AttachProofs } from './attach-proofs.ts'
import type { Attachment } from './attachment.ts'
import { createAttachment } from './attachment.ts'
import type { EventBatch } from './event-batch.ts'
import type { OwnPresence } from './own-presence.ts'
import type { Requests } from './requests.ts'

/** All channels that are to be attached: kept over drops, carried out on every new socket. */
export interface Attachments {
  get(channel: string): Attachment | undefined
  attach(channel: string, options: AttachOptions): Promise<void>
  detach(channel: string): Promise<void>
  /** There is a socket: carries out every wish. */
  readonly onGreeted: () => void
  onDown(): void
  /** Tells those who wait that it won't come to that. */
  onFailed(reason: RealtimeError): void
}

export function createAttachments(
  env: Env,
  events: EventBatch,
  requests: Requests,
  own: OwnPresence,
  proofs: AttachProofs,
): Attachments {
  const attachments = new Map<string, Attachment>()
  let greeted = false

  function create(channel: string, options: AttachOptions): Attachment {
    const attachment = createAttachment(channel, options, env, events, requests, own, proofs, () =>
      attachments.delete(channel),
    )
    attachments.set(channel, attachment)
    return attachment
  }

  /** Repeated until it is answered: an attachment that only the server knows of must not stay. */
  function release(channel: string, done: () => void): void {
    requests.send({ type: 'detach', channel }, Boolean, ({ error }) => {
      done()
      if (error?.code === 'timeout' && greeted && !attachments.has(channel)) release(channel, done)
    })
  }

  return {
    get: (channel) => attachments.get(channel),
    attach: (channel, options) =>
      waitFor((waiter) => {
        assertChannelName(channel)
        const attachment = attachments.get(channel) ?? create(channel, options)
        attachment.want(options.presence, greeted, waiter)
      }),
    detach: (channel) =>
      new Promise((resolve) => {
        const attachment = attachments.get(channel)
        if (!attachment) return resolve()
        attachments.delete(channel)
        attachment.end()
        if (greeted) release(channel, resolve)
        else resolve()
      }),
    onGreeted() {
      greeted = true
      for (const attachment of attachments.values()) attachment.greeted()
    },
    onDown() {
      greeted = false
      for (const attachment of attachments.values()) attachment.down()
    },
    onFailed(reason) {
      for (const attachment of attachments.values()) attachment.fail(reason)
    },
  }
}
