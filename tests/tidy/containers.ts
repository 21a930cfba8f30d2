import { parse } from 'yaml';

/** Each instruction of a Dockerfile with its arguments; continued lines are joined. */
export function instructionsOf(dockerfile: string): readonly { readonly name: string; readonly rest: string }[] {
  return dockerfile
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => /^(\w+)\s+(.*)$/.exec(line.trim()))
    .flatMap((found) => (found === null ? [] : [{ name: (found[1] ?? '').toUpperCase(), rest: (found[2] ?? '').trim() }]));
}

/** What must hold for the last stage, the one that runs. `start` is what `npm start` runs. */
export function dockerfileFaults(dockerfile: string, start: string): string[] {
  const all = instructionsOf(dockerfile);
  const last = all.slice(all.findLastIndex(({ name }) => name === 'FROM'));
  const of = (name: string) => last.filter((one) => one.name === name).map(({ rest }) => rest);
  const user = of('USER').at(-1);
  const command = of('CMD').at(-1);
  const faults: (string | false)[] = [
    (user === undefined || /^(root|0)\b/.test(user)) && 'the process must not be root; end with USER and another name.',
    !of('HEALTHCHECK').some((rest) => rest.includes('/health/ready')) && 'HEALTHCHECK must ask /health/ready.',
    !['DURESS_HTTP_HOST=0.0.0.0', 'DURESS_MQTT_HOST=0.0.0.0'].every((host) => of('ENV').some((rest) => rest.includes(host))) &&
      'listen on all addresses of the container: a published port does not reach its loopback.',
    of('VOLUME').length === 0 && 'the data folder must be a VOLUME, or it goes with the container.',
    !all.some(({ name, rest }) => name === 'RUN' && rest.includes('npm ci') && rest.includes('--omit=dev')) &&
      'install with npm ci --omit=dev.',
    (command === undefined || JSON.stringify(start.split(' ')) !== compact(command)) &&
      `CMD must be what npm start runs, as a list: ${JSON.stringify(start.split(' '))}.`,
    ...all
      .filter(({ name, rest }) => name === 'FROM' && !/^(\S+ AS )?\S+:[\w.-]*\d[\w.-]*/i.test(rest) && !isStage(rest, all))
      .map(({ rest }) => `FROM ${rest} names no version; an image of tomorrow must be the one of today.`),
    ...all.filter(({ name }) => name === 'ADD').map(() => 'ADD fetches and unpacks behind your back; use COPY.'),
  ];
  return faults.filter((fault) => fault !== false).map((fault) => `Dockerfile: ${fault}`);
}

function isStage(rest: string, all: readonly { name: string; rest: string }[]): boolean {
  const image = rest.split(/\s/)[0] ?? '';
  return all.some((one) => one.name === 'FROM' && new RegExp(`\\sAS\\s+${image}$`, 'i').test(one.rest));
}

function compact(list: string): string {
  try {
    return JSON.stringify(JSON.parse(list));
  } catch {
    // The shell form is no list; it differs from every list, and that is the complaint.
    return list;
  }
}

interface Service {
  readonly command?: string | readonly string[];
  readonly profiles?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
  readonly build?: unknown;
}

export function composeFaults(text: string, scripts: { readonly start: string; readonly sim: string }): string[] {
  // as: only these fields are looked at, and each may be missing.
  const compose = parse(text) as { services?: Record<string, Service>; volumes?: Record<string, unknown> } | null;
  const { gateway, simulator } = compose?.services ?? {};
  const volume = gateway?.volumes?.[0]?.split(':')[0] ?? '';
  const faults: (string | false)[] = [
    gateway === undefined && 'there is no service gateway.',
    gateway?.command !== undefined &&
      asText(gateway.command) !== scripts.start &&
      `the gateway's command must be that of npm start (${scripts.start}), or left to the Dockerfile.`,
    !(compose?.volumes !== undefined && volume in compose.volumes) && 'the gateway needs a named volume for its data.',
    gateway?.restart === undefined && 'the gateway must be restarted when it stops (restart: unless-stopped).',
    gateway?.profiles !== undefined && 'the gateway must start without a profile.',
    simulator === undefined && 'there is no service simulator.',
    simulator !== undefined &&
      simulator.profiles?.includes('sim') !== true &&
      'the simulator belongs under the profile sim: nobody wants made-up alarms by accident.',
    simulator !== undefined &&
      !asText(simulator.command ?? '').startsWith(scripts.sim) &&
      `the simulator's command must begin with that of npm run sim (${scripts.sim}).`,
    simulator !== undefined &&
      !asText(simulator.command ?? '').includes('--url mqtt://gateway:') &&
      'the simulator must be told where the gateway is (--url mqtt://gateway:…): its own loopback is empty.',
  ];
  return faults.filter((fault) => fault !== false).map((fault) => `docker-compose.yml: ${fault}`);
}

function asText(command: string | readonly string[]): string {
  return typeof command === 'string' ? command : command.join(' ');
}
