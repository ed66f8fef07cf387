/** Does `work`; when it throws, that is reported under the name `what`, and `otherwise` is the result. */
export type Guard = <Result>(what: string, otherwise: Result, work: () => Result) => Result
