import type { ServerOptions } from './config.ts'
import { resolveConfig } from './config.ts'
import { nodeEnv } from './env/node-env.ts'
import { terminalLog } from './env/terminal-log.ts'
import type { Server } from './server.ts'
import { RunningServer } from './running-server.ts'

/**
 * Makes a server; `listen()` starts it. Throws `invalid_argument` for options that can't be. Without `auth` it serves
 * this machine only, for development, and says so in its log.
 */
export function createServer(options: ServerOptions = {}): Server {
  const config = resolveConfig(options, () => terminalLog('warn'))
  return new RunningServer(config, nodeEnv)
}
