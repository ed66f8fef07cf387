import { printableJson } from '../../env/printable.ts'
import type { Terminal } from '../terminal.ts'

/** Prints each value as a line of JSON. */
export function printLines(terminal: Pick<Terminal, 'print'>, values: readonly unknown[]): void {
  terminal.print(values.map((value) => `${printableJson(value)}\n`).join(''))
}
