import type { LogLevel } from '../env/terminal-log.ts'
import type { Auth, SecretAuth } from '../auth/auth.ts'
import type { ServerOptions } from '../config.ts'

/** Tokens are JWTs signed with the secret in this file; a path starts at the folder of the configuration. */
export interface SecretFileAuth extends Omit<SecretAuth, 'secret'> {
  readonly secretFile: string
}

/** What a configuration file may say: the options of `createServer`, and what only the command knows. */
export interface HerenowConfig extends Omit<ServerOptions, 'auth'> {
  readonly auth?: Auth | SecretFileAuth | undefined
  /** Folder for the SQLite file with the messages. Paths start at the folder of the configuration. */
  readonly data?: string | undefined
  /** Keeps messages in memory only: a restart forgets them. */
  readonly memory?: boolean | undefined
  /** After a backup was put back: every client is told that messages may be missing. */
  readonly newEpoch?: boolean | undefined
  /** What kept messages survive: the end of the server (`os`, the default), or a power cut too (`disk`). */
  readonly durability?: 'os' | 'disk' | undefined
  /** From where on the log is written. Default `info`. */
  readonly logLevel?: LogLevel | undefined
  /** Where to write `{ url, httpUrl, port, pid }`, and `socket` if there is one, once the server listens. */
  readonly readyFile?: string | undefined
}

/** Gives the configuration in `herenow.config.ts` its types; it returns what it is given. */
export function defineConfig(config: HerenowConfig): HerenowConfig {
  return config
}
