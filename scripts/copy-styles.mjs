import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

// Writes the three style sheets of the components into dist, each whole: what a source sheet imports is put in its
// place; comments and indents are left out. Development needs none of this: Vite reads the sources.

const sheets = ['styles.css', 'presence.css', 'chat.css']
const source = join('src', 'styles')
const target = join('dist', 'styles')

mkdirSync(target, { recursive: true })
for (const sheet of sheets) writeFileSync(join(target, sheet), bare(whole(join(source, sheet))))

// TypeScript wants to know what a sheet exports before it lets it be imported.
copyFileSync(join(source, 'sheet.d.ts'), join(target, 'sheet.d.ts'))

/**
 * @param {string} file
 * @returns {string}
 */
function whole(file) {
  const text = readFileSync(file, 'utf8')
  return text.replaceAll(/^@import '([^']+)';\n/gm, (_, path) => whole(join(dirname(file), path)))
}

/** @param {string} text */
function bare(text) {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\n\s+/g, '\n')
    .trimStart()
}
