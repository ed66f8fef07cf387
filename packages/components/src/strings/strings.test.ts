import { expect, it } from 'vitest'
import { arabic } from './arabic.ts'
import { english } from './english.ts'
import { japanese } from './japanese.ts'
import { plural } from './plural.ts'

it.each([
  ['arabic', arabic],
  ['japanese', japanese],
])('%s says everything that english says, in the same way', (_, strings) => {
  const shapeOf = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
      : typeof value
  expect(shapeOf(strings)).toEqual(shapeOf(english))
})

it('chooses the plural by the number, and writes it as the locale does', () => {
  const said = [0, 1, 2, 3, 11, 100].map((count) => arabic.peopleHere(count, `${count}`))
  expect(said).toEqual(['لا أحد هنا', 'شخص واحد هنا', 'شخصان هنا', '3 أشخاص هنا', '11 شخصًا هنا', '100 شخص هنا'])
  expect([0, 1, 2].map((count) => english.peopleHere(count, `${count}`))).toEqual([
    'Nobody here',
    '1 person here',
    '2 people here',
  ])
})

it('says `other` for categories that a language leaves out', () => {
  const files = plural('pl', { one: '# plik', other: '# plików' })
  expect([1, 3, 5].map((count) => files(count, `${count}`))).toEqual(['1 plik', '3 plików', '5 plików'])
})

it.each([
  ['english', english],
  ['arabic', arabic],
  ['japanese', japanese],
])('says the number that the button shows in %s, so that it can be asked for by voice', (_, { morePeople }) => {
  for (const count of [1, 2, 3, 12, 1_284]) expect(morePeople(count, `${count}`)).toContain(`${count}`)
})
