import { delimiter, join } from 'node:path';
import { runToEnd } from './process.mjs';
import { exists } from './tree.mjs';

/** What the tests run beside us: program → Debian package, and what for. */
const PROGRAMS = [
  { program: 'chromium', debian: 'chromium', use: 'the screens in a real browser' },
  { program: 'Xvfb', debian: 'xvfb', use: 'a window whose tab can really be hidden' },
  { program: 'socat', debian: 'socat', use: 'a real pair of serial lines' },
  { program: 'mosquitto', debian: 'mosquitto', use: 'an outside MQTT broker' },
  { program: 'strace', debian: 'strace', use: 'disk faults put into a real process' },
];

/** Installs them where that is possible without asking; else says what is missing and lets the tests say the rest. */
export async function ensureTestPrograms() {
  const missing = PROGRAMS.filter(({ program }) => !isOnPath(program));
  if (missing.length === 0) return;
  const names = missing.map(({ debian }) => debian);
  const list = missing.map(({ program, use }) => `${program} (${use})`).join(', ');
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    console.log(`Not installed: ${list}. The tests that need them will fail. On Debian: sudo apt-get install ${names.join(' ')}`);
    return;
  }
  console.log(`Installing what the tests run beside us: ${list} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runToEnd('apt-get', ['update', '-qq'], { env, quiet: true });
  const install = await runToEnd('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env, quiet: true });
  if (install.code !== 0)
    console.log(`${update.output}${install.output}`.trim() + '\nThey could not be installed; the tests that need them will fail.');
}

function isOnPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && exists(join(folder, program)));
}
