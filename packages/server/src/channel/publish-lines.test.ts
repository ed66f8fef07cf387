import { describe, expect, it } from 'vitest'
import { PublishLines } from './publish-lines.ts'

function gate(): { promise: Promise<void>; open(): void; fail(error: Error): void } {
  let open = (): void => {}
  let fail: (error: Error) => void = () => {}
  const promise = new Promise<void>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { promise, open: () => open(), fail: (error) => fail(error) }
}

describe('publish lines', () => {
  it('start the first of a channel in the same turn', () => {
    let started = false
    void new PublishLines().run('a', async () => {
      started = true
    })
    expect(started).toBe(true)
  })

  it('start a later one only when the one before has ended, well or not', async () => {
    const lines = new PublishLines()
    const [first, second] = [gate(), gate()]
    const order: string[] = []
    const running = [
      lines.run('a', () => first.promise),
      lines.run('a', async () => {
        order.push('second')
        await second.promise
      }),
      lines.run('a', async () => void order.push('third')),
      lines.run('b', async () => void order.push('other channel')),
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
