import { hints } from './hints.development.ts'
import { provideHints } from './hints.ts'

// The package's entry where there is room for hints: in Node, and in development. `package.json` chooses between it and
// `index.ts` by conditions.
provideHints(hints)

export * from './index.ts'
