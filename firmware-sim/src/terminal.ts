import { emitKeypressEvents, type Key } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Actor, Cast } from './cast.ts';
import type { Cancel, Clock } from './clock.ts';
import { patternOf, type Pattern } from './pattern.ts';
import { drawScreen, type Row } from './terminal-screen.ts';

/** The lights blink at 100 ms at the shortest, so the screen is drawn anew that often. */
const DRAW_EVERY_MS = 100;
const ENTER_SCREEN = '\u001b[?1049h\u001b[?25l';
const LEAVE_SCREEN = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const PIN_MAX = 8;

export interface TerminalParts {
  readonly cast: Cast;
  readonly clock: Clock;
  readonly heading: readonly string[];
  readonly input: ReadStream;
  readonly output: WriteStream;
}

/** The live table with its keys. */
export class Terminal {
  readonly #parts: TerminalParts;
  readonly #patterns = new Map<string, { readonly pattern: Pattern; readonly since: number }>();
  readonly #onKey: (text: string | undefined, key: Key) => void;
  #selected = 0;
  #message = '';
  /** Digits of a PIN that is being typed. */
  #pin: string | undefined;
  #cancelDraw: Cancel | undefined;
  #quit: () => void = () => undefined;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    this.#onKey = (text, key) => this.#key(text ?? '', key);
    for (const { button } of parts.cast.actors) {
      button.on('pattern', (pattern) => this.#patterns.set(button.device, { pattern, since: parts.clock.mono() }));
      button.on('trouble', (what) => this.#tell(`${button.device}: ${what}`));
      button.on('touch', (touch) => this.#tell(`${button.device}: ${touch === 'pressed' ? 'took the press' : 'did not take that'}`));
    }
  }

  /** Resolves when the person quits. */
  run(): Promise<void> {
    const { input, output } = this.#parts;
    emitKeypressEvents(input);
    input.setRawMode(true);
    input.resume();
    input.on('keypress', this.#onKey);
    output.write(ENTER_SCREEN);
    this.#draw();
    return new Promise((resolve) => {
      this.#quit = () => {
        this.#leave();
        resolve();
      };
    });
  }

  quit(): void {
    this.#quit();
  }

  #leave(): void {
    const { input, output } = this.#parts;
    this.#quit = () => undefined;
    this.#cancelDraw?.();
    input.off('keypress', this.#onKey);
    input.setRawMode(false);
    input.pause();
    output.write(LEAVE_SCREEN);
  }

  #draw(): void {
    const { cast, clock, heading, output } = this.#parts;
    const rows = cast.actors.map((actor) => this.#row(actor));
    const message = this.#pin === undefined ? this.#message : `PIN of 4 to 8 digits, then Enter: ${'•'.repeat(this.#pin.length)}`;
    const lines = drawScreen({ heading, rows, selected: this.#selected, width: output.columns, height: output.rows, message });
    output.write(HOME + lines.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW);
    this.#cancelDraw = clock.after(DRAW_EVERY_MS, () => this.#draw());
  }

  #row({ entry, button }: Actor): Row {
    const shown = this.#patterns.get(button.device);
    return {
      device: entry.device,
      label: entry.label,
      transport: entry.transport,
      on: button.isOn,
      linked: button.isLinked,
      coverage: button.surroundings.conditions.coverage,
      battery: button.battery,
      pattern: shown?.pattern ?? patternOf(button.display, true),
      shownFor: shown === undefined ? 0 : this.#parts.clock.mono() - shown.since,
      display: button.display,
      alarm: button.feedback?.alarm ?? '',
      unsent: button.unsent.length,
    };
  }

  #key(text: string, key: Key): void {
    if (key.ctrl === true && key.name === 'c') return this.quit();
    if (this.#pin !== undefined) return this.#pinKey(this.#pin, text, key);
    const count = this.#parts.cast.actors.length;
    if (key.name === 'up') this.#selected = Math.max(0, this.#selected - 1);
    else if (key.name === 'down') this.#selected = Math.min(count - 1, this.#selected + 1);
    else if (text === 'q') this.quit();
    else this.#command(text);
  }

  #command(text: string): void {
    const button = this.#parts.cast.actors[this.#selected]?.button;
    if (button === undefined) return;
    // Pushes go on by themselves; what became of them is seen on the screen.
    const commands: Readonly<Record<string, () => unknown>> = {
      p: () => button.press(),
      h: () => button.hold(),
      a: () => button.assist(),
      t: () => button.test(),
      c: () => (this.#pin = ''),
      x: () => (button.isOn ? button.cutPower() : button.restorePower()),
      o: () => (button.surroundings.conditions.coverage ? button.loseCoverage() : button.regainCoverage()),
    };
    commands[text]?.();
  }

  #pinKey(pin: string, text: string, key: Key): void {
    if (key.name === 'escape') this.#pin = undefined;
    else if (key.name === 'backspace') this.#pin = pin.slice(0, -1);
    else if (key.name === 'return') {
      this.#pin = undefined;
      this.#parts.cast.actors[this.#selected]?.button.cancel(pin);
    } else if (/^[0-9]$/.test(text)) this.#pin = (pin + text).slice(0, PIN_MAX);
  }

  #tell(message: string): void {
    this.#message = message;
  }
}
