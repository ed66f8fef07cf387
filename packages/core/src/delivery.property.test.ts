import { assert, asyncModelRun, asyncProperty, commands, integer } from 'fast-check'
import { expect, it } from 'vitest'
import { anyCommand } from '../test/commands.ts'
import { Person } from '../test/person.ts'
import { findMessages, listeningProblems, logProblems, publishingProblems } from '../test/promises.ts'
import { World } from '../test/world.ts'

const people = ['ana', 'ben', 'cem']
const runs = Number(process.env['DELIVERY_RUNS'] ?? 1_000)
/** Of a long run by hand, so that it can be repeated. */
const seed = process.env['DELIVERY_SEED']

/** What a newcomer reads: everything the service has, oldest first. */
async function truth(world: World): Promise<readonly { readonly id: string; readonly offset: number }[]> {
  const reader = new Person('newcomer', world)
  const items: { readonly id: string; readonly offset: number }[] = []
  const reading = (async () => {
    for await (const { id, position } of await reader.channel.history({ direction: 'forwards', limit: 200 })) {
      items.push({ id, offset: Number(position?.offset) })
    }
  })()
  await world.clock.advance(1_000)
  await reading
  void reader.close()
  return items
}

/** Whether somebody who follows has not been told the newest message of all. */
function missedEnd({ wants, listens, heard }: Person, newestId: string | undefined): boolean {
  const followedSince = heard.findLastIndex(({ kind }) => kind === 'anew')
  const told = heard.flatMap((each, index) => (each.kind === 'message' ? [{ index, ...each.message }] : []))
  const follows = wants && listens && told.some(({ index, position }) => index > followedSince && position !== null)
  return follows && newestId !== undefined && !told.some(({ id }) => id === newestId)
}

it('keeps its promises, whatever happens in whatever order', { timeout: 7_200_000 }, async () => {
  const scenario = asyncProperty(
    integer(),
    commands(anyCommand(people.length), { maxCommands: 80, size: '+1' }),
    async (seed, steps) => {
      const world = new World(seed, people)
      await asyncModelRun(() => ({ model: {}, real: world }), steps)
      await world.quiesce()
      const stored = await truth(world)
      const newest = stored.at(-1)
      const everywhere = new Set(stored.map(({ id }) => id))
      for (const { heard } of world.everyone) {
        for (const each of heard) if (each.kind === 'message') everywhere.add(each.message.id)
      }
      const { idAt, problems } = findMessages(world.everyone)
      for (const person of world.everyone) {
        problems.push(
          ...person.offences,
          ...listeningProblems(person.heard, idAt),
          ...(person.closed ? [] : logProblems(person, idAt)),
          ...publishingProblems(person, everywhere),
        )
      }
      expect(problems).toEqual([])
      for (const person of world.present) {
        expect(missedEnd(person, newest?.id)).toBe(false)
        if (person.wants) expect(person.channel.state.getState().status).toBe('attached')
      }
      for (const person of world.present) void person.close()
      await world.clock.advance(20_000)
      expect(world.clock.pending).toBe(0)
    },
  )
  await assert(scenario, { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) })
})
