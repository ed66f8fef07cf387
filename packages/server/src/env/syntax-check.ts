import { execFile } from 'node:child_process'
import { execPath } from 'node:process'

/** The line of a module that is no program, or `null`. Node tells it to whoever runs the file, not to who imports it. */
export function lineOfSyntaxError(file: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(execPath, ['--check', file], (_, __, stderr) => {
      resolve(/^\S.*:(\d+)\n/.exec(stderr)?.[1] ?? null)
    })
  })
}
