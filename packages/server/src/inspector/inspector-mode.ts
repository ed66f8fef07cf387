import { refusal } from '../refusal.ts'

/** What the inspector page lets its users do: nothing, since there is none; read; or also publish and put clients out. */
export type InspectorMode = 'off' | 'read' | 'write'

export const inspectorModes: readonly InspectorMode[] = ['off', 'read', 'write']

/** Reads the option. Throws `invalid_argument` for another value, and for an inspector that nobody has a key for. */
export function inspectorMode({
  inspector = 'off',
  apiKey,
}: {
  readonly inspector?: InspectorMode | undefined
  readonly apiKey?: unknown
}): InspectorMode {
  if (!inspectorModes.includes(inspector)) {
    throw refusal('invalid_argument', '`inspector` must be "off", "read" or "write".')
  }
  if (inspector !== 'off' && apiKey === undefined) {
    throw refusal('invalid_argument', 'The inspector needs an `apiKey`.', {
      hint: 'Make one with `openssl rand -hex 32`, and pass it as `apiKey` or HERENOW_API_KEY: it is typed into the page.',
    })
  }
  return inspector
}
