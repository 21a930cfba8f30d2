import { mount } from 'svelte';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import { Api, goToSignIn } from '../shared/api.ts';
import { PageClock } from '../shared/clock.ts';
import { whoAmI } from '../shared/session.ts';
import { texts as sharedEnglish, type SharedTexts } from '../shared/texts/en.ts';
import { PageLanguage } from '../shared/language/page-language.svelte.ts';
import App from './App.svelte';
import { texts as english, type TellMeTexts } from './texts/en.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for its words');
const clock = new PageClock();
const api = new Api({ clock, onSignedOut: goToSignIn });
const language = new PageLanguage();
const texts = language.words(english, import.meta.glob<{ texts: TellMeTexts }>(['./texts/*.ts', '!./texts/en.ts']));
const shared = language.words(
  sharedEnglish,
  import.meta.glob<{ texts: SharedTexts }>(['../shared/texts/*.ts', '!../shared/texts/{en,language}.ts']),
);
const [who] = await Promise.all([whoAmI(api), language.begin(clock)]);
if (who.ok || who.status !== 401) mount(App, { target, props: { api, clock, who, texts, shared, language } });
