import type { Plugin } from 'vite'
import { argTypesOf } from './arg-types.ts'
import { readComponents } from './read-components.ts'
import type { PublicComponent } from './read-components.ts'

/**
 * Gives every public component its table of props and its description, for Storybook to show.
 *
 * The docgen tools that Storybook brings can't do it: one reads a file at a time, and so knows nothing of `PartProps`,
 * `Omit` and what the forms of a component have in common; the other needs the API that TypeScript had before 7. So the
 * compiler of today is asked, once, and again when a source has changed.
 */
export function propsTables(root: string, entries: readonly string[]): Plugin {
  let known: readonly PublicComponent[] | null = null
  return {
    name: 'herenow:props-tables',
    enforce: 'pre',
    watchChange(id) {
      if (id.startsWith(`${root}/packages/`)) known = null
    },
    transform(code, id) {
      if (!id.startsWith(`${root}/packages/components/src/`)) return undefined
      known ??= readComponents(root, entries)
      const here = known.filter(({ file }) => file === id.split('?')[0])
      return here.length === 0 ? undefined : { code: `${code}\n${here.map(annotation).join('\n')}\n`, map: null }
    },
  }
}

function annotation(component: PublicComponent): string {
  const { name, description } = component
  const known = { displayName: name, argTypes: argTypesOf(component), __docgenInfo: { displayName: name, description } }
  return `Object.assign(${name}, ${JSON.stringify(known)});`
}
