import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
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
  {
    name: 'aiocent 4.1.2',
    script: 'use_aiocent.py',
    file: 'aiocent-4.1.2.json',
    python: process.env['AIOCENT_PYTHON'],
  },
  { name: 'cent 5.2.0', script: 'use_cent.py', file: 'cent-5.2.0.json', python: process.env['CENT_PYTHON'] },
]
const centrifugo = process.env['CENTRIFUGO_URL']
const isRecording = process.env['RECORD_CLIENTS'] === '1'

function recordingOf(file: string): Recording {
  const path = join(folder, file)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Recording) : { exchanges: [], returned: [] }
}

async function startServer(): Promise<string> {
  const { httpUrl } = await startTestServer({ apiKey })
  return httpUrl
}

describe.each(libraries)('$name', ({ script, file, python = '' }) => {
  it.skipIf(isRecording)('is answered as it was', async () => {
    const { exchanges } = recordingOf(file)
    expect(exchanges.length).toBeGreaterThan(20)
    const url = await startServer()
    for (const { status, answer, ...call } of exchanges) {
      const actual = await ask(url, call)
      expect({ status: actual.status, answer: settled(actual.text) }, call.body).toEqual({ status, answer })
    }
  })

  it.runIf(python !== '')('returns and raises what it did', { timeout: 60_000 }, async () => {
    const { url, heard } = await startRecorder(await startServer())
    const returned = await run(python, join(folder, script), `${url}/api`, apiKey)
    const recording: Recording = { exchanges: heard, returned }
    if (isRecording) writeFileSync(join(folder, file), `${JSON.stringify(recording, null, 2)}\n`)
    else expect(recording).toEqual(recordingOf(file))
  })

  it.runIf(python !== '' && centrifugo !== undefined)(
    'returns and raises the same with a Centrifugo',
    { timeout: 60_000 },
    async () => {
      const returned = await run(python, join(folder, script), `${centrifugo}/api`, apiKey)
      expect(returned).toEqual(recordingOf(file).returned)
    },
  )
})
