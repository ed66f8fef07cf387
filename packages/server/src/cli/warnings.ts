/**
 * Whether a warning of Node says something to whoever started the command. That `node:sqlite` is experimental, as Node 22
 * says at every start, does not: they didn't choose it, and can't change it. Nor does that Node has to read a configuration
 * file twice where the project's package.json doesn't say what kind of modules it has.
 */
export function isOfInterest(warning: Error): boolean {
  const { name, message } = warning
  if ('code' in warning && warning.code === 'MODULE_TYPELESS_PACKAGE_JSON') return false
  return name !== 'ExperimentalWarning' || !message.startsWith('SQLite ')
}
