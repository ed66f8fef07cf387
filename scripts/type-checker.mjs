#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

// vitest keeps the build info of its type tests in one file inside its own package. Two runs at once would write over
// each other, so TypeScript is started without it.

const asked = process.argv.slice(2)
const dropped = asked.indexOf('--tsBuildInfoFile')
const args = asked.filter(
  (arg, at) => arg !== '--incremental' && (dropped < 0 || (at !== dropped && at !== dropped + 1)),
)
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url))
process.exitCode = spawnSync(process.execPath, [tsc, ...args], { stdio: 'inherit' }).status ?? 1
