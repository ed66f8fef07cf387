import { pathToFileURL } from 'node:url'
import { centrifugo } from './services/centrifugo.mjs'
import { nats } from './services/nats.mjs'
import { aiocent, cent } from './services/python-libraries.mjs'
import { rabbitmq } from './services/rabbitmq.mjs'
import { redis } from './services/redis.mjs'

// The servers of others that suites need, and libraries that talk to ours. `node scripts/services.mjs` says which are here, and
// `node scripts/services.mjs centrifugo redis` gets them.

/**
 * One server: how it is found, and how it is got. Each has a file of its own, with a function beside it that starts it for
 * a test.
 *
 * @typedef {object} Service
 * @property {string} name as on the command line
 * @property {string} title as people write it
 * @property {string} howToGetIt a sentence
 * @property {() => { path: string, version: string } | null} find where it is; null: not here
 * @property {() => Promise<void>} get gets it where that can be done, and says on stdout what it does
 */

const services = { centrifugo, rabbitmq, redis, nats, aiocent, cent }

/** @typedef {keyof typeof services} ServiceName */

export const serviceNames = /** @type {ServiceName[]} */ (Object.keys(services))

/**
 * @param {ServiceName} name
 * @returns {Service}
 */
export function serviceOf(name) {
  return services[name]
}

/**
 * Gets what is missing.
 *
 * @param {readonly ServiceName[]} names
 * @returns {Promise<ServiceName[]>} those that can't be had here
 */
export async function ensureServices(names) {
  for (const name of names) if (services[name].find() === null) await services[name].get()
  return names.filter((name) => services[name].find() === null)
}

/** @param {ServiceName} name */
function tell(name) {
  const { title, howToGetIt, find } = services[name]
  const found = find()
  console.log(found ? `${title} ${found.version}: ${found.path}` : `${title}: not here. ${howToGetIt}`)
}

async function main() {
  const asked = process.argv.slice(2)
  const unknown = asked.filter((name) => !serviceNames.some((known) => known === name))
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(', ')}. The servers are: ${serviceNames.join(', ')}`)
    process.exit(2)
  }
  const wanted = serviceNames.filter((name) => asked.includes(name))
  const missing = await ensureServices(wanted)
  for (const name of asked.length === 0 ? serviceNames : wanted) tell(name)
  process.exitCode = missing.length > 0 ? 1 : 0
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
