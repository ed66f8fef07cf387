import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

// A name that appears or disappears in a package's entry is a change for users: it shows here, in review.

const entries = [
  'adapter/src/index.ts',
  'protocol/src/index.ts',
  'core/src/index.ts',
  'react/src/index.ts',
  'components/src/index.ts',
  'components/src/virtual/index.ts',
  'adapters/websocket/src/index.ts',
  'adapters/rabbitmq/src/index.ts',
  'adapters/memory/src/index.ts',
  'adapters/ably/src/index.ts',
  'adapters/centrifugo/src/index.ts',
  'adapters/pubnub/src/index.ts',
  'server/src/index.ts',
  'server/src/api-client/index.ts',
  'server/src/testing/index.ts',
  'testing/src/index.ts',
  'testing/src/react/index.ts',
]

it.each(entries)('%s exports what it did', async (entry) => {
  const source = await readFile(fileURLToPath(new URL(`../packages/${entry}`, import.meta.url)), 'utf8')
  const names = [...source.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, type = '', list = '']) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => `${type}${name}`),
  )
  // Every name must be found by the pattern above, or the snapshot would hide it.
  expect(
    source
      .replaceAll(/^export (type )?\{[^}]*\} from '[^']+'$/gm, '')
      .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
      .trim(),
  ).toBe('')
  expect(names.sort()).toMatchSnapshot()
})
