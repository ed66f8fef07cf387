import { expect, it } from 'vitest'
import { roomHash, roomNameOf } from './route.ts'
import { toRoom } from './room.ts'

it('opens the lobby when the address names no room', () => {
  expect(['', '#', '#/'].map(roomNameOf)).toEqual(['lobby', 'lobby', 'lobby'])
})

it('finds the room that an address was made for', () => {
  for (const name of ['lobby', 'a.b', 'user@home', 'x=1', 'ä b/c?d#e']) expect(roomNameOf(roomHash(name))).toBe(name)
})

it('keeps what it can not decode, so that the page can say so', () => {
  expect(roomNameOf('#/room/100%')).toBe('100%')
  expect(roomNameOf('#/elsewhere')).toBe('#/elsewhere')
})

it('knows which names a room can have', () => {
  expect(toRoom('lobby')?.channel.name).toBe('room:lobby')
  expect(['', 'two words', '100%', 'a::b', '*', 'x'.repeat(300)].map(toRoom)).toEqual(Array(6).fill(null))
})
