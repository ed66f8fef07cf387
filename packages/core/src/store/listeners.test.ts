import { describe, expect, it } from 'vitest'
import type { RealtimeError } from '@herenow/adapter'
import type { Listeners } from './listeners.ts'
import { createListeners } from './listeners.ts'

function setup(): { listeners: Listeners<[number]>; heard: string[]; reported: RealtimeError[] } {
  const reported: RealtimeError[] = []
  return { listeners: createListeners<[number]>((error) => reported.push(error)), heard: [], reported }
}

describe('Listeners', () => {
  it('calls the others when one throws, and reports what it threw', () => {
    const { listeners, heard, reported } = setup()
    const cause = new Error('broken')
    listeners.add(() => {
      throw cause
    })
    listeners.add((value) => heard.push(`b${value}`))
    listeners.emit(1)
    expect(heard).toEqual(['b1'])
    expect(reported).toMatchObject([{ code: 'listener_failed', cause }])
    expect(reported[0]?.hint).toContain('cause')
  })

  it.each([
    [null],
    [undefined],
    [Object.create(null)],
    [
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no')
          },
        },
      ),
    ],
  ])('survives a listener that throws something odd (%#)', (thrown) => {
    const { listeners, heard, reported } = setup()
    listeners.add(() => {
      throw thrown
    })
    listeners.add((value) => heard.push(`b${value}`))
    listeners.emit(1)
    expect(heard).toEqual(['b1'])
    expect(reported).toHaveLength(1)
  })

  it('says nothing more to a listener that is removed during a round, and skips no other', () => {
    const { listeners, heard } = setup()
    listeners.add(() => removeB())
    const removeB = listeners.add(() => heard.push('b'))
    listeners.add(() => heard.push('c'))
    listeners.emit(1)
    expect(heard).toEqual(['c'])
  })

  it('calls a listener that is added during a round from the next round on', () => {
    const { listeners, heard } = setup()
    const remove = listeners.add(() => {
      remove()
      listeners.add((value) => heard.push(`late${value}`))
    })
    listeners.emit(1)
    listeners.emit(2)
    expect(heard).toEqual(['late2'])
  })

  it('keeps two additions of one function apart, and each removal ends only its own', () => {
    const { listeners, heard } = setup()
    const listener = (value: number): void => void heard.push(`a${value}`)
    const first = listeners.add(listener)
    listeners.add(listener)
    first()
    first()
    listeners.emit(1)
    expect(heard).toEqual(['a1'])
    expect(listeners.size).toBe(1)
  })
})
