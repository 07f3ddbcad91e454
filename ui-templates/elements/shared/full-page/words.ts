import { phrases } from '../phrases';

export const frameWord = phrases({
  en: {
    shortcuts: 'Shortcuts',
    keys: 'Keys',
    what: 'What they do',
    label: 'Choose a label',
    furtherLabel: 'Choose a label by its number: every digit but the last with Shift',
    labelNumber: 'Label',
  },
  ja: {
    shortcuts: 'ショートカット',
    keys: 'キー',
    what: '操作',
    label: 'ラベルを選ぶ',
    furtherLabel: '番号でラベルを選ぶ（最後の数字以外は Shift を押しながら）',
    labelNumber: 'ラベル',
  },
});
