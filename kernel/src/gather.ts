import { StoreUnavailable } from "./checkpoint.ts";
import { inTime } from "./in-time.ts";
import { limits } from "./limits.ts";

/** Answers many questions at once: one answer for each, in their order. */
export type AskTogether<Question, Answer> = (questions: readonly Question[]) => Promise<readonly Answer[]>;

/**
 * Lets single questions be asked together: those of one turn of the event loop, and those that come while `atOnce` askings are under
 * way. A failure is that of every question asked with it; so is an answer that does not come for `limits.logPatienceMs`, which nobody who
 * comes later must wait for.
 */
export const gather = <Question, Answer>(
  ask: AskTogether<Question, Answer>,
  { most, atOnce = 1 }: { readonly most: number; readonly atOnce?: number },
): ((question: Question) => Promise<Answer>) => {
  let waiting: Waiting<Question, Answer>[] = [];
  let underWay = 0;
  let isAboutToAsk = false;

  const begin = (): void => {
    if (isAboutToAsk || underWay >= atOnce) return;
    isAboutToAsk = true;
    underWay += 1;
    setImmediate(run);
  };
  const run = async (): Promise<void> => {
    isAboutToAsk = false;
    while (waiting.length > 0) {
      const asked = waiting.slice(0, most);
      waiting = waiting.slice(most);
      if (waiting.length > 0) begin();
      await answer(asked, ask);
    }
    underWay -= 1;
  };

  return (question) =>
    new Promise((resolve, reject) => {
      waiting.push({ question, resolve, reject });
      begin();
    });
};

interface Waiting<Question, Answer> {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

const answer = async <Question, Answer>(asked: readonly Waiting<Question, Answer>[], ask: AskTogether<Question, Answer>): Promise<void> => {
  try {
    const answers = await inTime(ask(asked.map(({ question }) => question)), limits.logPatienceMs, noAnswer);
    for (const [index, { resolve, reject }] of asked.entries()) {
      const found = answers[index];
      if (found === undefined) reject(new Error(`${answers.length} answers came to ${asked.length} questions`));
      else resolve(found);
    }
  } catch (error) {
    for (const { reject } of asked) reject(error);
  }
};

const noAnswer = (): Error => new StoreUnavailable(`no answer came for ${limits.logPatienceMs / 1000} s`);
