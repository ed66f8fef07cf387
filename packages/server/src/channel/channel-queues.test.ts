import { describe, expect, it } from 'vitest'
import { ChannelQueues } from './channel-queues.ts'

function gate(): { promise: Promise<void>; open(): void; fail(error: Error): void } {
  let open = (): void => {}
  let fail: (error: Error) => void = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { promise, open: () => open(), fail: (error) => fail(error) }
}

describe('publishes of a connection', () => {
  it('start the first of a channel in the same turn', () => {
    let started = false
    void new ChannelQueues().run('a', async () => {
      started = true
    })
    expect(started).toBe(true)
  })

  it('start a later one only when the one before has ended, well or not', async () => {
    const queues = new ChannelQueues()
    const [first, second] = [gate(), gate()]
    const order: string[] = []
    const running = [
      queues.run('a', () => first.promise),
      queues.run('a', async () => {
        order.push('second')
        await second.promise
      }),
      queues.run('a', async () => void order.push('third')),
      queues.run('b', async () => void order.push('other channel')),
    ]
    const outcome = Promise.allSettled(running)
    expect(order).toEqual(['other channel'])
    first.fail(new Error('no'))
    await expect(running[0]).rejects.toThrow('no')
    second.open()
    expect((await outcome).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
    expect(order).toEqual(['other channel', 'second', 'third'])
  })
})
