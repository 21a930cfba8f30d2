import { mount } from 'svelte';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import { startClock } from '../shared/clock.ts';
import { PageLanguage } from '../shared/language/page-language.svelte.ts';
import App from './App.svelte';
import { Reception, type WallMode } from './reception.svelte.ts';
import { texts as english, type ConsoleTexts } from './texts/en.ts';

/** `/?wall#<token>` or `/?wall=public#<token>`: the token stands after the hash, which no server and no log ever sees. */
function wallMode(): WallMode | undefined {
  const asked = new URLSearchParams(location.search).get('wall');
  return asked === null ? undefined : { token: location.hash.slice(1), isPublic: asked === 'public' };
}

const clock = startClock();
const language = new PageLanguage();
const texts = language.words(english, import.meta.glob<{ texts: ConsoleTexts }>(['./texts/*.ts', '!./texts/en.ts']));
await language.begin(clock);
const reception = new Reception({ clock, texts, language, wall: wallMode() });
const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the console');
mount(App, { target, props: { reception } });
await reception.start();
