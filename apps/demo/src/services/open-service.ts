import { createClient } from '@herenow/react'
import { listedServices, ownService } from './listed-services.ts'
import type { ListedService } from './listed-services.ts'
import { readSettings } from './read-settings.ts'
import type { OpenService, Service, Values } from './service.ts'

/** A service that can be used, or one of which something has to be said first, or none. */
export type Opening =
  | { readonly status: 'open'; readonly service: OpenService }
  | {
      readonly status: 'incomplete'
      readonly listed: ListedService
      readonly service: Service
      readonly given: URLSearchParams
      readonly problem: string
    }
  | { readonly status: 'unknown'; readonly problem: string }

/** Loads the service that a query names, and reads its settings. Nothing is connected yet. Never rejects. */
export async function openService(query: URLSearchParams): Promise<Opening> {
  const name = query.get('service') || ownService.name
  const listed = listedServices.find((each) => each.name === name)
  if (listed === undefined) return { status: 'unknown', problem: `The demo knows no service “${name}”.` }
  try {
    const { service } = await listed.load()
    const read = readSettings(service.settings, query)
    const problem = 'problem' in read ? read.problem : service.missingIn(read.values)
    return 'values' in read && problem === null
      ? { status: 'open', service: withValues(listed, service, read.values) }
      : { status: 'incomplete', listed, service, given: query, problem: problem ?? '' }
  } catch {
    return {
      status: 'unknown',
      problem: `What the demo needs for ${listed.title} could not be loaded. Reload the page.`,
    }
  }
}

function withValues({ name, title }: ListedService, service: Service, values: Values): OpenService {
  return {
    name,
    title,
    canBeCutOff: service.canBeCutOff,
    clientFor: (identity) =>
      createClient({
        clientId: identity.clientId,
        info: { name: identity.name },
        ...service.clientOptions(values, identity),
      }),
  }
}
