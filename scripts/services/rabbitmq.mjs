import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { isExecutable } from '../browser.mjs'
import { ensurePackages } from '../debian-packages.mjs'
import { freePort } from '../free-port.mjs'
import { removeFolder, startProcess, temporaryFolder } from './server-process.mjs'

/** @type {import('../services.mjs').Service} */
export const rabbitmq = {
  name: 'rabbitmq',
  title: 'RabbitMQ',
  howToGetIt:
    'As root it comes with Debian’s apt-get (rabbitmq-server); or put the path of a rabbitmq-server, the one beside rabbitmqctl in its sbin folder, in RABBITMQ_PATH.',
  find,
  async get() {
    await ensurePackages(['rabbitmq-server'], () => find() !== null)
  },
}

const debianFolder = '/usr/lib/rabbitmq/lib'

/** Not the command on the PATH: that one runs as a user of its own, in folders of the system. */
function find() {
  const installed = existsSync(debianFolder) ? readdirSync(debianFolder).filter((name) => /server-\d/.test(name)) : []
  const debian = installed.sort().at(-1)
  const path = process.env['RABBITMQ_PATH'] || (debian && join(debianFolder, debian, 'sbin', 'rabbitmq-server'))
  if (!path || !isExecutable(path)) return null
  const version = /rabbitmq_server-([\d.]+)/.exec(path)?.[1]
  return { path, version: version ?? 'of your own' }
}

/** Milliseconds: it starts slowly beside other work. */
const deadline = 120_000

/**
 * Starts a RabbitMQ with the Web STOMP plugin, in folders and on ports of its own. `guest` may do everything.
 *
 * @param {readonly string[]} [more] further lines of rabbitmq.conf
 * @returns {Promise<RabbitmqServer>}
 *
 * @typedef {object} Rabbitmq
 * @property {number} port of Web STOMP
 * @property {number} amqpPort
 * @property {string} url of Web STOMP
 * @property {(...words: string[]) => string} ctl runs `rabbitmqctl` and returns what it said
 * @property {() => Promise<void>} crash ends it as a power cut does; its data stays
 * @property {() => Promise<void>} pause ends it as an upgrade does; its data stays
 * @property {() => Promise<void>} restart starts it again, on the same ports
 * @property {() => Promise<void>} forget as `crash`, and takes its data away
 *
 * @typedef {import('./server-process.mjs').ServerProcess & Rabbitmq} RabbitmqServer
 */
export async function startRabbitmq(more = []) {
  const found = find()
  if (found === null) throw new Error(`RabbitMQ is not here. ${rabbitmq.howToGetIt}`)
  const folder = temporaryFolder()
  const ports = {
    port: await freePort(),
    amqpPort: await freePort(),
    stompPort: await freePort(),
    epmdPort: await freePort(),
    distPort: await freePort(),
  }
  const { port, amqpPort, epmdPort } = ports
  const env = prepare(folder, ports, more)
  const isReady = async () => (await accepts(port)) && (await listens(amqpPort))
  const start = () => startProcess({ command: found.path, words: [], env, folder, deadline, isReady })

  let server = await start().catch((error) => {
    endEpmd(epmdPort)
    removeFolder(folder)
    throw error
  })

  return {
    get pid() {
      return server.pid
    },
    said: () => server.said(),
    port,
    amqpPort,
    url: `ws://127.0.0.1:${port}/ws`,
    ctl(...words) {
      const { status, stdout, stderr } = spawnSync(join(found.path, '..', 'rabbitmqctl'), ['-q', ...words], {
        env,
        encoding: 'utf8',
      })
      if (status !== 0) throw new Error(`rabbitmqctl ${words.join(' ')}: ${stderr || stdout}`)
      return stdout
    },
    crash: () => server.kill(),
    pause: () => server.stop(),
    async restart() {
      server = await start()
    },
    async forget() {
      await server.kill()
      removeFolder(join(folder, 'mnesia'))
    },
    kill: () => server.kill(),
    async stop() {
      await server.stop()
      endEpmd(epmdPort)
      removeFolder(folder)
    },
  }
}

/**
 * Writes its configuration.
 *
 * @param {string} folder
 * @param {Record<'port' | 'amqpPort' | 'stompPort' | 'epmdPort' | 'distPort', number>} ports
 * @param {readonly string[]} more
 * @returns {NodeJS.ProcessEnv} the environment in which it, and `rabbitmqctl`, run
 */
function prepare(folder, { port, amqpPort, stompPort, epmdPort, distPort }, more) {
  for (const name of ['home', 'mnesia', 'log']) mkdirSync(join(folder, name))
  const settings = [
    `listeners.tcp.default = 127.0.0.1:${amqpPort}`,
    `stomp.listeners.tcp.1 = 127.0.0.1:${stompPort}`,
    'web_stomp.tcp.ip = 127.0.0.1',
    `web_stomp.tcp.port = ${port}`,
    // It watches the whole disk, which isn't the tests' to mind.
    'disk_free_limit.absolute = 1MB',
    ...more,
  ]
  writeFileSync(join(folder, 'rabbitmq.conf'), `${settings.join('\n')}\n`)
  writeFileSync(join(folder, 'plugins'), '[rabbitmq_web_stomp].\n')
  return {
    ...process.env,
    HOME: join(folder, 'home'),
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    // Has the script be replaced by the server, so that the process id is the server's.
    RUNNING_UNDER_SYSTEMD: 'true',
    RABBITMQ_NODENAME: `herenow-${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: String(epmdPort),
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} whether a WebSocket server answers there
 */
function accepts(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n'))
    socket.once('error', reject)
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().startsWith('HTTP/1.1'))
    })
  })
}

/**
 * @param {number} port
 * @returns {Promise<boolean>} whether anything listens there
 */
function listens(port) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', reject)
  })
}

/**
 * Ends the port mapper that Erlang has started beside it, which stays otherwise. It is known by its port.
 *
 * @param {number} port
 */
function endEpmd(port) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (isEpmdAt(pid, port)) process.kill(Number(pid))
  }
}

/**
 * @param {string} pid
 * @param {number} port
 */
function isEpmdAt(pid, port) {
  try {
    const isEpmd = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]?.endsWith('/epmd')
    return isEpmd && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`ERL_EPMD_PORT=${port}`)
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return false
  }
}
