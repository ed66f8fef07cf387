import { describe, expect, it } from 'vitest'
import { history } from './history.ts'
import { storedMessage } from './received.ts'
import type { SdkClient, SdkStoredMessage } from './sdk.ts'

const now = 1_795_824_026_141

function entry(index: number, messageType: number): SdkStoredMessage {
  return {
    message: index,
    uuid: 'ana',
    timetoken: String(17_958_000_000_000_000n + BigInt(index)),
    messageType,
    meta: '',
  }
}

/** A channel of PubNub that holds these, and how often it was asked. */
function channelWith(entries: readonly SdkStoredMessage[]): {
  readonly client: Pick<SdkClient, 'fetchMessages'>
  asked: number
} {
  const channel = {
    asked: 0,
    client: {
      fetchMessages({ count = 100, start, end }: Parameters<SdkClient['fetchMessages']>[0]) {
        channel.asked += 1
        const within = entries.filter(
          ({ timetoken }) =>
            (start === undefined || `${timetoken}` < start) && (end === undefined || `${timetoken}` >= end),
        )
        return Promise.resolve({ channels: { room: within.slice(-count) } })
      },
    },
  }
  return channel
}

describe('history', () => {
  it('passes files a hundred at a time, and not all in one page', async () => {
    const first = entry(0, 0)
    const channel = channelWith([first, ...Array.from({ length: 2_500 }, (_, index) => entry(index + 1, 4))])
    const needs = { client: channel.client, ask: <T>(call: () => Promise<T>) => call(), clock: { date: () => now } }
    const page = await history(needs, 'room', { limit: 1, direction: 'backwards' })
    expect(page.items).toEqual([])
    expect(channel.asked).toBe(20)
    const rest = page.next && (await history(needs, 'room', page.next))
    expect(rest?.items).toMatchObject([{ data: 0 }])
    expect(rest?.next).toBeNull()
    expect(channel.asked).toBe(26)
  })

  it('has a message without a user as one of nobody', () => {
    expect(storedMessage('room', { ...entry(1, 0), uuid: null }).clientId).toBe('')
  })
})
