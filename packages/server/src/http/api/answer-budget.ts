import { OverLimit } from '../../metrics/over-limit.ts'
import { refusal } from '../../refusal.ts'

/** Characters of one answer, whatever it is made of: a batch can ask ten thousand times for the same large history. */
const mostCharacters = 33_554_432

/** Makes what counts the characters of one answer. It throws `rate_limited` from where there are too many. */
export function answerBudget(): (characters: number) => void {
  let left = mostCharacters
  return (characters) => {
    left -= characters
    if (left < 0) {
      throw refusal(
        'rate_limited',
        'too many requests: the answer would be larger than 32 MiB. Ask for less at once.',
        {
          cause: new OverLimit('apiAnswer'),
        },
      )
    }
  }
}
