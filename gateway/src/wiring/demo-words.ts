import { DEMO_DURESS_PIN, DEMO_PIN } from './demo-site.ts';

export interface DemoPlaces {
  readonly http: string;
  readonly mqtt: string;
  /** The gateway's end of the serial line; undefined where none could be made. */
  readonly serial: string | undefined;
  readonly folder: string;
  /** Ports that something else had, with those that were taken instead. */
  readonly moved: readonly { readonly usual: number; readonly port: number }[];
}

/**
 * The demo's people, each under a name of their own: a browser keeps the sign-ins of different names apart, so that all
 * three can be open beside each other.
 */
export function peoplesPages(http: string): readonly (readonly [url: string, who: string])[] {
  const { port } = new URL(http);
  const at = (name: string, path: string): string => `http://${name}.localhost:${port}${path}`;
  return [
    [at('maria', '/'), 'reception: Maria’s console'],
    [at('ruth', '/desk'), 'manager: Ruth’s debriefs'],
    [at('ana', '/sign-in'), 'worker: Ana’s phone page'],
  ];
}

/** What the demo says when it runs. */
export function demoWords(places: DemoPlaces, inTerminal: boolean): string {
  const { http, mqtt, serial, folder, moved } = places;
  const pages = peoplesPages(http);
  const width = Math.max(...pages.map(([url]) => url.length));
  const lines = [
    ...moved.map(({ usual, port }) => `Port ${String(usual)} is taken here; the demo uses ${String(port)} instead.`),
    'Duress Gateway is running, with people, places and buttons that are not real.',
    '',
    'Open these beside each other and choose on each who you are:',
    '',
    ...pages.map(([url, who]) => `  ${url.padEnd(width)}   ${who}`),
    '',
    `(A browser that does not find these: ${http}/sign-in, a private window for each person.)`,
    '',
    `Buttons speak ${mqtt}${serial === undefined ? '' : ` and a real serial line, ${serial}`}.`,
    ...(serial === undefined ? ['The radio button stays out: neither socat nor python3 is here to make a serial line.'] : []),
    `PIN to cancel: ${DEMO_PIN}. PIN under duress: ${DEMO_DURESS_PIN}. Everything is kept in ${folder}; delete it to begin anew.`,
    '',
    inTerminal ? 'Press Enter for the buttons.' : story(serial !== undefined),
  ];
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n\n`;
}

function story(withRadio: boolean): string {
  const second = withRadio ? ', and 40 seconds later Tom by radio' : '';
  return `This is no terminal, so the buttons play by themselves: Ana presses in 20 seconds${second}. Ctrl-C ends it.`;
}

/** What stands above the buttons' table, which covers everything that was said before. */
export function tableHeading(http: string): readonly string[] {
  return [
    ...peoplesPages(http).map(([url, who]) => `${who}  ${url}`),
    `PIN to cancel ${DEMO_PIN}, under duress ${DEMO_DURESS_PIN}. q ends the demo.`,
  ];
}
