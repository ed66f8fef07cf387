import { describe, expect, it } from 'vitest'
import type { World } from '../test-support/world.ts'
import { createWorld, plain, welcome } from '../test-support/world.ts'

async function connected(): Promise<World> {
  const world = createWorld()
  await world.connect()
  return world
}
const wishes = (world: World): readonly unknown[] =>
  world.sent('presence').map(({ channel, action, state }) => [channel, action, state])
async function comeBack(world: World, resumed: boolean): Promise<void> {
  world.answers.hello = () => [{ ...welcome, resumed }]
  world.sockets.latest.close(1006)
  await world.clock.advance(250)
}

it('enters, updates and leaves, and resolves when the server has answered', async () => {
  const world = await connected()
  const { presence } = world.session
  await presence.enter('room', { mood: 1 })
  await presence.update('room', { mood: 2 })
  await presence.leave('room')
  expect(wishes(world)).toEqual([
    ['room', 'enter', { mood: 1 }],
    ['room', 'update', { mood: 2 }],
    ['room', 'leave', undefined],
  ])
})

describe('after a connection that the server did not resume', () => {
  it('enters again with the latest state, but not where we had left', async () => {
    const world = await connected()
    await world.session.presence.enter('a', 1)
    await world.session.presence.update('a', 2)
    await world.session.presence.enter('b', 1)
    await world.session.presence.leave('b')
    await comeBack(world, false)
    expect(wishes(world).slice(4)).toEqual([['a', 'enter', 2]])
  })

  it('does not enter again where we left meanwhile', async () => {
    const world = await connected()
    await world.session.presence.enter('a', 1)
    world.sockets.latest.close(1006)
    const left = world.session.presence.leave('a')
    await world.clock.advance(250)
    await left
    expect(wishes(world)).toEqual([['a', 'enter', 1]])
  })
})

describe('after a connection that the server resumed', () => {
  it('sends nothing', async () => {
    const world = await connected()
    await world.session.presence.enter('a', 1)
    await comeBack(world, true)
    expect(wishes(world)).toEqual([['a', 'enter', 1]])
  })

  it('sends only the latest of the changes made meanwhile', async () => {
    const world = await connected()
    await world.session.presence.enter('a', 1)
    await world.session.presence.enter('b', 1)
    world.answers.hello = () => [{ ...welcome, resumed: true }]
    world.sockets.latest.close(1006)
    const changes = [
      world.session.presence.update('a', 2),
      world.session.presence.update('a', 3),
      world.session.presence.leave('b'),
    ]
    await world.clock.advance(250)
    await Promise.all(changes)
    expect(wishes(world).slice(2)).toEqual([
      ['a', 'enter', 3],
      ['b', 'leave', undefined],
    ])
  })

  it('leaves a channel that was detached meanwhile', async () => {
    const world = await connected()
    await world.session.attach('a', plain)
    await world.session.presence.enter('a', 1)
    world.answers.hello = () => [{ ...welcome, resumed: true }]
    world.sockets.latest.close(1006)
    await world.session.detach('a')
    await world.clock.advance(250)
    expect(wishes(world).slice(1)).toEqual([['a', 'leave', undefined]])
  })
})

it('repeats a request that was lost, once for everybody who waits for it', async () => {
  const world = await connected()
  world.answers.presence = () => []
  const waiting = [world.session.presence.enter('a', 1), world.session.presence.update('a', 2)]
  await world.clock.advance(0)
  world.answers.presence = ({ id }) => [{ type: 'ok', id }]
  await comeBack(world, true)
  await Promise.all(waiting)
  expect(wishes(world)).toEqual([
    ['a', 'enter', 1],
    ['a', 'update', 2],
    ['a', 'enter', 2],
  ])
})

it('keeps calls from before the first connection, and carries out the last one', async () => {
  const world = createWorld()
  const waiting = [world.session.presence.update('a', 1), world.session.presence.update('a', 2)]
  await world.connect()
  await Promise.all(waiting)
  expect(wishes(world)).toEqual([['a', 'enter', 2]])
})

describe('a refusal', () => {
  it('reaches the caller, and the request is not repeated', async () => {
    const world = await connected()
    world.answers.presence = ({ id }) => [{ type: 'error', id, error: { code: 'forbidden', message: 'No.' } }]
    await expect(world.session.presence.enter('a', 1)).rejects.toMatchObject({ code: 'forbidden' })
    await comeBack(world, false)
    expect(wishes(world)).toHaveLength(1)
  })

  it('of an automatic re-entry is emitted once, for its channel', async () => {
    const world = await connected()
    await world.session.presence.enter('a', 1)
    world.answers.presence = ({ id }) => [
      { type: 'error', id, channel: 'a', error: { code: 'forbidden', message: 'No.' } },
    ]
    await comeBack(world, false)
    await comeBack(world, false)
    const told = world.recorder.of('presence-refused', 'a')
    expect(told).toMatchObject([{ error: { code: 'forbidden', channel: 'a' } }])
    expect(wishes(world)).toHaveLength(2)
  })
})

it('rejects waiting calls when the session ends, and every call afterwards', async () => {
  const world = await connected()
  world.answers.presence = () => []
  const waiting = [world.session.presence.enter('a', 1), world.session.presence.leave('b')]
  void world.session.close()
  for (const promise of [...waiting, world.session.presence.enter('c', 1)]) {
    await expect(promise).rejects.toMatchObject({ code: 'connection_closed' })
  }
})

describe('after a connection was resumed with a token that has other info on us', () => {
  it('sends our state again, so that others see the new info', async () => {
    const world = await connected()
    await world.session.presence.enter('a', 1)
    world.answers.hello = () => [{ ...welcome, resumed: true, info: { name: 'Ana B.' } }]
    world.sockets.latest.close(1006)
    await world.clock.advance(250)
    expect(wishes(world).slice(1)).toEqual([['a', 'enter', 1]])
    world.sockets.latest.close(1006)
    await world.clock.advance(500)
    expect(wishes(world)).toHaveLength(2)
  })
})
