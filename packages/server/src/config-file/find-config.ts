import { access } from 'node:fs/promises'
import { join } from 'node:path'

/** Names of a configuration file, in the order in which they are looked for. */
const configNames: readonly string[] = ['ts', 'mts', 'js', 'mjs', 'json'].map((end) => `herenow.config.${end}`)

/** All configuration files in a folder: more than one is a mistake. */
export async function findConfigs(folder: string): Promise<readonly string[]> {
  const found = await Promise.all(
    configNames.map(async (name) => ({ name, isThere: await isFile(join(folder, name)) })),
  )
  return found.flatMap(({ name, isThere }) => (isThere ? [join(folder, name)] : []))
}

function isFile(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
