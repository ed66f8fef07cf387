import { describe, expect, it } from 'vitest'
import { ManualLoop } from '../testing/support/manual-loop.ts'
import { noOwner } from '../testing/support/no-owner.ts'
import { Flusher } from './flusher.ts'
import { Outgoing } from './outgoing.ts'
import { PagedOutput } from './paged-output.ts'
import { Turns } from './turns.ts'

function bench(): {
  queue: PagedOutput
  outgoing: Outgoing
  wire: { buffered: number }
  loop: ManualLoop
  failed: unknown[]
} {
  const loop = new ManualLoop()
  const wire = { buffered: 0, write: (): void => {} }
  const outgoing = new Outgoing(new Flusher(loop, new Turns(loop)), wire, 1_000_000, noOwner)
  const failed: unknown[] = []
  return {
    queue: new PagedOutput(outgoing, { ...noOwner, failed: (error) => failed.push(error) }),
    outgoing,
    wire,
    loop,
    failed,
  }
}

/** Lets everything that is only waiting for promises happen. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('paged output', () => {
  it('lets tasks take turns, one page each', async () => {
    const { queue } = bench()
    const pages: string[] = []
    for (const name of ['a', 'b']) {
      let left = 3
      queue.add(async () => {
        pages.push(`${name}${left}`)
        left -= 1
        return left > 0
      })
    }
    await settled()
    expect(pages).toEqual(['a3', 'b3', 'a2', 'b2', 'a1', 'b1'])
  })

  it('fetches the next page only when the socket has taken the one before', async () => {
    const { queue, outgoing, wire, loop } = bench()
    let pages = 0
    queue.add(async () => {
      pages += 1
      outgoing.send('x'.repeat(200_000))
      wire.buffered = 200_000
      return pages < 3
    })
    await settled()
    expect(pages).toBe(1)
    loop.endTurn()
    await settled()
    expect(pages).toBe(1)
    wire.buffered = 0
    outgoing.drained()
    await settled()
    expect(pages).toBe(2)
  })

  it('reports a task that fails and goes on with the others', async () => {
    const { queue, failed } = bench()
    let ran = false
    queue.add(() => Promise.reject(new Error('no')))
    queue.add(async () => {
      ran = true
      return false
    })
    await settled()
    expect(failed).toMatchObject([{ message: 'no' }])
    expect(ran).toBe(true)
  })

  it('gives the outcome of single work back', async () => {
    const { queue } = bench()
    let done = false
    await queue.once(() => {
      done = true
    })
    expect(done).toBe(true)
    await expect(queue.once(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })

  it('runs nothing more after its end', async () => {
    const { queue } = bench()
    let pages = 0
    queue.add(async () => {
      pages += 1
      queue.end()
      return true
    })
    queue.add(async () => {
      pages += 1
      return false
    })
    await settled()
    queue.add(async () => {
      pages += 1
      return false
    })
    await settled()
    expect(pages).toBe(1)
  })
})
