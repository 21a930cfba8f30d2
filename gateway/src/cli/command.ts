/** How an option is given: with a value, or alone. */
export interface OptionType {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
}

/** Where the gateway of this command line keeps its things. */
export interface Place {
  readonly folder: string;
  readonly masterKeyFile: string;
}

/** What a command says: to a person in sentences, to a program as one JSON object. */
export interface Answer {
  /** 0: done, or the answer is yes. 1: the answer is no; its JSON then has a `code`. (2, wrong usage, is the command line's own.) */
  readonly exit: 0 | 1;
  readonly text: string;
  readonly json: { readonly ok: boolean };
}

export interface Call {
  readonly place: Place;
  readonly positionals: readonly string[];
  readonly option: (name: string) => string | undefined;
  readonly flag: (name: string) => boolean;
}

/** An option of one command, as its help shows it: `--place PATH`. */
export interface CommandOption extends OptionType {
  readonly value?: string;
  readonly help: string;
}

/** One command of `duress`, as it stands in the table in commands.ts. */
export interface Command {
  /** As it is typed: `log verify`. */
  readonly name: string;
  /** What follows the name, for the help: `TARGET`. */
  readonly takes: string;
  readonly positionals: { readonly least: number; readonly most: number };
  readonly summary: string;
  readonly help: string;
  /** What follows the name, in a call that somebody could make. */
  readonly example?: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  run(call: Call): Promise<Answer>;
}
