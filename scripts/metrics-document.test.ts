import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createServer } from '@herenow/server'
import { silentLogger } from '@herenow/testing'
import { expect, it, onTestFinished } from 'vitest'
import { root } from './document-examples.ts'

// docs/metrics.md lists what a server tells Prometheus: each figure, with its labels.

it('lists the metrics of a server, and no other', async () => {
  const server = createServer({ port: 0, metrics: { public: true }, log: silentLogger })
  onTestFinished(() => server.close())
  const { httpUrl } = await server.listen()
  const text = await (await fetch(`${httpUrl}/metrics`)).text()
  const told = [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name)
  const page = await readFile(join(root, 'docs/metrics.md'), 'utf8')
  const [, listed = ''] = page.split('## What is counted')
  const named = [...listed.matchAll(/`((?:herenow|nodejs|process)_\w+)`/g)].map(([, name = '']) => name)
  expect([...new Set(named)].sort()).toEqual(told.toSorted())
})
