import { chosenLanguage, type Language } from './i18n/language';

const LANGUAGE = 'plumbline.language';
const SINGLE_KEYS = 'plumbline.single-keys';

/** What a worker has set on this computer; kept when the page is closed. */
export class Preferences {
  private chosen = chosenLanguage(localStorage.getItem(LANGUAGE), navigator.languages);
  private singleKeys = localStorage.getItem(SINGLE_KEYS) !== 'off';

  get language(): Language {
    return this.chosen;
  }

  set language(language: Language) {
    this.chosen = language;
    localStorage.setItem(LANGUAGE, language);
  }

  /** Whether letters and digits alone are commands. */
  get usesSingleKeys(): boolean {
    return this.singleKeys;
  }

  set usesSingleKeys(isOn: boolean) {
    this.singleKeys = isOn;
    localStorage.setItem(SINGLE_KEYS, isOn ? 'on' : 'off');
  }
}
