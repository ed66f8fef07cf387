import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { argTypesOf } from '../.storybook/props-tables/arg-types.ts'
import { describe as describeProp } from '../.storybook/props-tables/description.ts'
import { otherwise, saidOtherwise } from '../.storybook/props-tables/otherwise.ts'
import { publicEntries } from '../.storybook/props-tables/public-entries.ts'
import { readComponents } from '../.storybook/props-tables/read-components.ts'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')
const components = readComponents(root, publicEntries)

const rowsOf = (name: string) => {
  const component = components.find((each) => each.name === name)
  if (component === undefined) throw new Error(`${name} is no public component.`)
  return argTypesOf(component)
}

it('finds the public components', () => {
  expect(components.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Avatar', 'ChatLog', 'ChatPanel', 'Composer', 'HerenowUI', 'PresenceAvatars']),
  )
})

it.each(components)('says something about $name and each of its props', ({ name, description, props }) => {
  expect(description).not.toBe('')
  const silent = props.filter((prop) => (prop.description || otherwise(name, prop.name)) === '')
  expect(silent.map((prop) => prop.name)).toEqual([])
})

it('says nothing in the place of a comment that there is, or of a prop that there is not', () => {
  const props = components.flatMap(({ name, props: all }) =>
    all.map((prop) => ({ ...prop, full: `${name}.${prop.name}` })),
  )
  const missing = props.filter(({ description }) => description === '')
  const outOfDate = saidOtherwise.filter((said) => !missing.some(({ name, full }) => said === name || said === full))
  expect(outOfDate).toEqual([])
})

it('tells a prop with its type, its default and its form', () => {
  expect(rowsOf('PresenceAvatars')).toMatchObject({
    max: { type: { name: 'number', required: false }, table: { defaultValue: { summary: '5' } } },
    size: {
      type: { name: 'enum', value: ['small', 'medium', 'large'] },
      table: { type: { summary: "'small' | 'medium' | 'large'" }, defaultValue: { summary: "'medium'" } },
    },
    channel: { type: { required: true }, table: { category: 'On a channel' } },
    members: { table: { category: 'With data of your own', type: { summary: 'readonly Member[]' } } },
    renderMember: { control: false, type: { name: 'function' } },
    ref: { table: { type: { summary: 'Ref<HTMLUListElement>' } } },
  })
})

it('leaves out the attributes of the element', () => {
  expect(Object.keys(rowsOf('GapMarker'))).toEqual(['render', 'ref', 'attributes'])
})

describe('a comment', () => {
  it.each([
    ['How many. Default 5.', { description: 'How many.', default: '5' }],
    ['`true`: it is. Default `false`.', { description: '`true`: it is.', default: 'false' }],
    ['Popups. Default: in place.', { description: 'Popups.', default: 'in place' }],
    [
      'Takes part. Default `false`; others do by themselves.',
      { description: 'Takes part. Others do by themselves.', default: 'false' },
    ],
    ['Draws it; default: its text.', { description: 'Draws it.', default: 'its text' }],
    ['Says nothing of it.', { description: 'Says nothing of it.', default: "'code'" }],
  ])('%s', (comment, expected) => {
    expect(describeProp(comment, "'code'")).toEqual(expected)
  })
})
