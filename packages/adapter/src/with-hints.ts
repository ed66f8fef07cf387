import { hints } from './hints.development.ts'
import { provideHints } from './hints.ts'

// The package's entry where there is room for hints: in Node, and in development. `package.json` chooses between it and
// `index.ts` by conditions, and not by an import like `#hints`, which browsers can't resolve without a bundler.
provideHints(hints)

export * from './index.ts'
