import { phrases } from '../shared/phrases';

export const documentWord = phrases({
  en: {
    pairs: 'Keys and values',
    key: 'Key',
    value: 'Value',
    notAPair: 'Not a key-value pair',
    blank: 'Value is blank',
    missing: 'Keys that were looked for and not found:',
  },
  ja: {
    pairs: 'キーと値',
    key: 'キー',
    value: '値',
    notAPair: 'キーと値の組ではない',
    blank: '値は空欄',
    missing: '見つからなかったキー：',
  },
});
