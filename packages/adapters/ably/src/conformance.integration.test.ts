import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { testAdapter } from '@herenow/testing'
import { adapterFor, startStandInService } from '../test-support/stand-in-service.ts'

const { capabilities } = adapterFor(0)

testAdapter({
  name: `ably, with the Ably stand-in, ably ${sdkVersion()}`,
  capabilities,
  refuses: true,
  start: startStandInService,
})

/** As it is installed: the package doesn't let its own description be imported. */
function sdkVersion(): string {
  const entry = createRequire(import.meta.url).resolve('ably')
  const text = readFileSync(new URL('../package.json', `file://${entry}`), 'utf8')
  const { version } = JSON.parse(text) as { readonly version: string }
  return version
}
