import type { Env } from '@herenow/react'

/** Storage of this tab that survives a reload. Keeps nothing where storage is blocked, full or missing (on a server). */
export const tabStorage: Env['storage'] = {
  get: (key) => attempt((storage) => storage.getItem(key)) ?? null,
  set: (key, value) => attempt((storage) => storage.setItem(key, value)),
  remove: (key) => attempt((storage) => storage.removeItem(key)),
}

function attempt<T>(access: (storage: Storage) => T): T | undefined {
  try {
    return access(sessionStorage)
  } catch {
    // Its name throws on a server and where a page may store nothing; writing throws where there is no room.
    return undefined
  }
}
