import { build } from 'vite'

const name = 'virtual:built-styles'

/**
 * For tests: `virtual:built-styles` is the text of a style sheet as Vite writes it into somebody's application, with
 * what it does for older browsers.
 *
 * @param {string} sheet an absolute path
 * @returns {import('vite').Plugin}
 */
export function builtStyles(sheet) {
  return {
    name: 'herenow:built-styles',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: async (id) => (id === `\0${name}` ? `export default ${JSON.stringify(await builtText(sheet))}` : undefined),
  }
}

/**
 * @param {string} sheet
 * @returns {Promise<string>}
 */
async function builtText(sheet) {
  const results = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: sheet } },
  })
  const outputs = [results].flat().flatMap((result) => ('output' in result ? result.output : []))
  const css = outputs.find(({ fileName }) => fileName.endsWith('.css'))
  if (css?.type !== 'asset') throw new Error(`Vite wrote no style sheet out of ${sheet}.`)
  return String(css.source)
}
