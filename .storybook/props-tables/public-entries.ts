/** The modules whose components are public. */
export const publicEntries: readonly string[] = [
  'packages/components/src/index.ts',
  'packages/components/src/virtual/index.ts',
]
