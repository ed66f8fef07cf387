import { readFileSync } from 'node:fs'

/** @param {string} folder */
const entry = (folder) => `packages/${folder}/dist/index.js`

/** @param {{ conditions?: string[] }} config */
const asInProduction = (config) => ({ ...config, conditions: ['production'] })

const measure = { gzip: true, brotli: false, modifyEsbuildConfig: asInProduction }

const gates = [
  {
    name: 'core + websocket',
    path: [entry('core'), entry('adapters/websocket')],
    import: { [entry('core')]: '{ createClient }', [entry('adapters/websocket')]: '{ websocket }' },
    limit: '10 kB',
    ...measure,
  },
  {
    name: 'react, on top of the core',
    path: entry('react'),
    import: '*',
    ignore: ['@herenow/core', '@herenow/adapter', 'react', 'react-dom'],
    limit: '4 kB',
    ...measure,
  },
]

// While a package's entry exports nothing there is nothing to weigh, and esbuild would stop at the missing name.
const isEmpty = (/** @type {string} */ path) => !/^export (?!\{\s*\})/m.test(readFileSync(path, 'utf8'))

export default gates.filter((gate) => {
  const empty = Object.keys(Object(gate.import)).filter((path) => path.startsWith('packages/') && isEmpty(path))
  if (empty.length > 0) console.log(`Not weighed: ${gate.name}, nothing is exported by ${empty.join(', ')}`)
  return empty.length === 0
})
