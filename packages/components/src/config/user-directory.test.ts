import { expect, it, vi } from 'vitest'
import { createUserDirectory } from './user-directory.ts'
import type { ResolvedUser, ResolveUser } from './user-directory.ts'

const failOnReport = (failure: unknown) => {
  throw failure
}

/** Lets every promise that is settled be heard. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

it('asks for each id once, for all of a commit in the same turn', () => {
  const resolveUser = vi.fn<ResolveUser>(() => null)
  const directory = createUserDirectory(resolveUser, failOnReport)
  for (const id of ['ana', 'bob', 'ana', 'bob']) directory.ask(id)
  expect(resolveUser.mock.calls).toEqual([['ana'], ['bob']])
})

it('tells the answers of one turn together', async () => {
  const directory = createUserDirectory((id) => Promise.resolve({ name: id.toUpperCase() }), failOnReport)
  const listener = vi.fn<() => void>()
  directory.subscribe(listener)
  for (const id of ['ana', 'bob', 'cy']) directory.ask(id)
  await settle()
  expect(listener).toHaveBeenCalledTimes(1)
  expect(['ana', 'bob', 'cy'].map((id) => directory.find(id)?.name)).toEqual(['ANA', 'BOB', 'CY'])
  expect(directory.find('ana')).toBe(directory.find('ana'))
})

it('tells nobody about whom nobody knows', async () => {
  const directory = createUserDirectory(() => null, failOnReport)
  const listener = vi.fn<() => void>()
  directory.subscribe(listener)
  directory.ask('ana')
  await settle()
  expect(listener).not.toHaveBeenCalled()
  expect(directory.find('ana')).toBeUndefined()
})

it('reports a failure, and asks again when the id next appears', async () => {
  const answers: (ResolvedUser | Error)[] = [new Error('down'), { name: 'Ana' }]
  const reports: unknown[] = []
  const resolveUser: ResolveUser = () => {
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often')
    return answer
  }
  const directory = createUserDirectory(resolveUser, (failure) => reports.push(failure))
  directory.ask('ana')
  await settle()
  expect(reports).toEqual([new Error('down')])
  directory.ask('ana')
  await settle()
  expect(directory.find('ana')).toEqual({ name: 'Ana' })
})

it('tells nobody who has stopped listening', async () => {
  const directory = createUserDirectory(() => ({ name: 'Ana' }), failOnReport)
  const listener = vi.fn<() => void>()
  directory.subscribe(listener)()
  directory.ask('ana')
  await settle()
  expect(listener).not.toHaveBeenCalled()
})
