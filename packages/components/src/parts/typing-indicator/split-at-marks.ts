// Characters for private use: no language's words contain them.
const firstMark = 0xe000
const marks = /([\ue000-\uf8ff])/u

/**
 * Lets a language make a sentence around things that aren't text, and takes it apart at their places.
 *
 * @param say - makes the sentence, with a mark in the place of each thing
 */
export function splitAtMarks<T>(
  things: readonly T[],
  say: (marks: readonly string[]) => string,
): readonly (string | T)[] {
  const given = things.map((_, index) => String.fromCharCode(firstMark + index))
  return say(given)
    .split(marks)
    .filter((text) => text !== '')
    .map((text) => things[given.indexOf(text)] ?? text)
}
