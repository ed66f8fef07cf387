/** @param {string} folder */
const entry = (folder) => `packages/${folder}/dist/index.js`

/** @param {{ conditions?: string[] }} config */
const asInProduction = (config) => ({ ...config, conditions: ['production'] })

const measure = { gzip: true, brotli: false, modifyEsbuildConfig: asInProduction }

export default [
  {
    // The aim is 10 kB: docs/decisions/0009-size.md says what stands in the way. The gate keeps it from growing.
    name: 'core + websocket',
    path: [entry('core'), entry('adapters/websocket')],
    import: { [entry('core')]: '{ createClient }', [entry('adapters/websocket')]: '{ websocket }' },
    limit: '22 kB',
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
