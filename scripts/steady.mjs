import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { root } from './bootstrap.mjs'

// Runs `npm test` again and again beside loops that keep the processors busy: what depends on time shows here.
// `npm run test:steady -- --times 10 --busy 2 unit browser` runs only the named parts.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { times: { type: 'string', default: '10' }, busy: { type: 'string', default: '2' } },
})
const times = Number(values.times)
const busy = Number(values.busy)
if (!Number.isSafeInteger(times) || !Number.isSafeInteger(busy) || times < 1 || busy < 0) {
  console.error('`--times` must be a whole number from 1 on, and `--busy` one from 0 on.')
  process.exit(2)
}

const loops = Array.from({ length: busy }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
/** @type {import('node:child_process').ChildProcess | null} */
let running = null
const stop = () => [...loops, running].forEach((child) => child?.kill())
process.once('exit', stop)
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(1))

let red = 0
for (let time = 1; time <= times; time += 1) {
  const started = performance.now()
  const { code, last } = await test(positionals)
  const seconds = Math.round((performance.now() - started) / 1_000)
  console.log(`\n══ ${time} of ${times}: ${last}, ${seconds} s, exit code ${code}`)
  if (code !== 0) red += 1
}
console.log(`\n${times - red} of ${times} green beside ${busy} busy loops`)
process.exitCode = red > 0 ? 1 : 0

/**
 * @param {readonly string[]} parts
 * @returns {Promise<{ code: number, last: string }>} `last`: the last line, which counts the tests
 */
async function test(parts) {
  const child = spawn(process.execPath, ['scripts/test.mjs', ...parts], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running = child
  let tail = ''
  child.stdout.on('data', (data) => {
    process.stdout.write(data)
    tail = (tail + data).slice(-2_000)
  })
  const [code] = await once(child, 'close')
  return { code: code ?? 1, last: tail.trimEnd().split('\n').at(-1) ?? '' }
}
