import { phrases } from '../../elements/shared/phrases';

export const frameWord = phrases({
  en: { shortcuts: 'Shortcuts', keys: 'Keys', what: 'What they do', label: 'Choose a label' },
  ja: { shortcuts: 'ショートカット', keys: 'キー', what: '操作', label: 'ラベルを選ぶ' },
});
