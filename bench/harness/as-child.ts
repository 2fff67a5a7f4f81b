/** What a child of a benchmark is asked, and how it ends. */
export type Role<Ready, Question> = {
  readonly ready: Ready;
  readonly answer: (question: Question) => Promise<unknown>;
  readonly stop: () => Promise<void>;
};

/** Tells the benchmark that this process is ready, answers what it asks, and ends with it. */
export function answerAsChild<Ready extends object, Question>({
  ready,
  answer,
  stop,
}: Role<Ready, Question>): void {
  // Ctrl-C reaches the whole group; the benchmark ends, and this process after it.
  process.on('SIGINT', () => undefined);
  process.on('message', (question: Question) => {
    answer(question).then(
      (answered) => process.send?.(answered),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  process.send?.(ready);
}
