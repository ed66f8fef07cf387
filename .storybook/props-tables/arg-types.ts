import type { StrictArgTypes, StrictInputType } from 'storybook/internal/types'
import { otherwise } from './otherwise.ts'
import type { Prop, PublicComponent } from './read-components.ts'

const categories = { both: {}, channel: { category: 'On a channel' }, data: { category: 'With data of your own' } }

const itsElement = 'Its element'

/** A component's table of props. */
export function argTypesOf({ name, handle, props }: PublicComponent): StrictArgTypes {
  const rows = props.map((prop): [string, StrictInputType] => [prop.name, rowOf(name, prop)])
  return { ...Object.fromEntries(rows), ...(handle === null ? {} : restOf(handle)) }
}

function rowOf(component: string, prop: Prop): StrictInputType {
  const { name, type, detail, choices, isRequired } = prop
  const kind = kindOf(prop)
  return {
    name,
    description: prop.description || otherwise(component, name),
    type: { ...kind, required: isRequired },
    // What nobody would write as JSON is only described.
    ...(kind.name === 'other' || kind.name === 'function' ? { control: false } : {}),
    ...(choices === null ? {} : { options: [...choices] }),
    table: {
      ...(name === 'render' ? { category: itsElement } : categories[prop.form]),
      type: { summary: type, ...(detail === null ? {} : { detail }) },
      ...(prop.default === null ? {} : { defaultValue: { summary: prop.default } }),
    },
  }
}

function kindOf({ type, choices }: Prop): NonNullable<StrictInputType['type']> {
  if (choices !== null) return { name: 'enum', value: [...choices] }
  if (type === 'string' || type === 'number' || type === 'boolean') return { name: type }
  return type.includes('=>') ? { name: 'function' } : { name: 'other', value: type }
}

/** What every part takes besides. */
function restOf(handle: string): StrictArgTypes {
  const told = (name: string, description: string, summary: string): StrictInputType => ({
    name,
    description,
    control: false,
    table: { category: itsElement, type: { summary } },
  })
  return {
    ref: told('ref', 'Its element, or what it can be told to do.', `Ref<${handle}>`),
    attributes: told(
      'className, style, data-*, …',
      'All other attributes and handlers go to its element.',
      'attributes',
    ),
  }
}
