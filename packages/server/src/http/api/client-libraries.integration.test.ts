import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serviceOf } from '../../../../../scripts/services.mjs'
import { startCentrifugo } from '../../../../../scripts/services/centrifugo.mjs'
import { withServices } from '../../../../../scripts/services/with-services.ts'
import { apiKey } from '../../testing/support/api-server.ts'
import type { Exchange } from '../../testing/support/recorded-calls.ts'
import { ask, run, settled, startRecorder } from '../../testing/support/recorded-calls.ts'
import { startTestServer } from '../../testing/support/test-server.ts'

// Client libraries of Centrifugo, unmodified. What they said and were answered is kept in fixtures/, so that it can be said
// again where they aren't. fixtures/http-api/README.md says how to run them, also against a Centrifugo.

const folder = join(import.meta.dirname, '../../../fixtures/http-api')

interface Recording {
  readonly exchanges: readonly Exchange[]
  /** What each call of the program returned or raised. */
  readonly returned: readonly unknown[]
}

const libraries = [
  { name: 'aiocent', script: 'use_aiocent.py', file: 'aiocent-4.1.2.json' },
  { name: 'cent', script: 'use_cent.py', file: 'cent-5.2.0.json' },
] as const
const isRecording = process.env['RECORD_CLIENTS'] === '1'

function recordingOf(file: string): Recording {
  const path = join(folder, file)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Recording) : { exchanges: [], returned: [] }
}

async function startServer(): Promise<string> {
  const { httpUrl } = await startTestServer({ apiKey })
  return httpUrl
}

/** What each call of a library's program returned or raised. */
async function use(name: 'aiocent' | 'cent', script: string, url: string): Promise<readonly unknown[]> {
  const { find, howToGetIt } = serviceOf(name)
  const python = find()?.path
  if (python === undefined) throw new Error(`${name} is not here. ${howToGetIt}`)
  return run(python, join(folder, script), `${url}/api`, apiKey)
}

describe.each(libraries)('$file', ({ name, script, file }) => {
  it.skipIf(isRecording)('is answered as it was', async () => {
    const { exchanges } = recordingOf(file)
    expect(exchanges.length).toBeGreaterThan(20)
    const url = await startServer()
    for (const { status, answer, ...call } of exchanges) {
      const actual = await ask(url, call)
      expect({ status: actual.status, answer: settled(actual.text) }, call.body).toEqual({ status, answer })
    }
  })

  withServices([name], () => {
    it('returns and raises what it did', { timeout: 60_000 }, async () => {
      const { url, heard } = await startRecorder(await startServer())
      const returned = await use(name, script, url)
      const recording: Recording = { exchanges: heard, returned }
      if (isRecording) writeFileSync(join(folder, file), `${JSON.stringify(recording, null, 2)}\n`)
      else expect(recording).toEqual(recordingOf(file))
    })
  })

  withServices(['centrifugo', name], () => {
    it('returns and raises the same with a Centrifugo', { timeout: 60_000 }, async () => {
      const config = JSON.parse(readFileSync(join(folder, 'centrifugo.json'), 'utf8')) as Record<string, unknown>
      const centrifugo = await startCentrifugo(config)
      onTestFinished(() => centrifugo.stop())
      const returned = await use(name, script, `http://127.0.0.1:${centrifugo.port}`)
      expect(returned).toEqual(recordingOf(file).returned)
    })
  })
})
