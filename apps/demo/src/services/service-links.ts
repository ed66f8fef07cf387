import { tabStorage } from '../env/tab-storage.ts'
import type { ListedService } from './listed-services.ts'

const key = (name: string): string => `herenow-demo-service:${name}`

/** Notes the settings with which a service could be opened, for the way back to it. */
export function rememberSettings(name: string, query: URLSearchParams): void {
  const settings = new URLSearchParams(query)
  settings.set('service', name)
  tabStorage.set(key(name), settings.toString())
}

/** Where a service is chosen, with the settings that it had last; `hash`: what the page shows there. */
export function serviceHref({ name }: ListedService, hash: string): string {
  return `?${tabStorage.get(key(name)) ?? `service=${name}`}${hash}`
}
