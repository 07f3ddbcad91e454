import { phrases } from '../phrases';

/** What form controls say when a value cannot be submitted. */
export const formWord = phrases({
  en: {
    fillIn: 'Fill this in.',
    tick: 'Tick this.',
    switchOn: 'Switch this on.',
    move: 'Move the slider.',
    tooShort: 'This is too short.',
    notValid: 'This is not in the form that is wanted.',
    characters: 'characters',
    value: 'Value',
  },
  ja: {
    fillIn: '入力してください。',
    tick: 'チェックを入れてください。',
    switchOn: 'オンにしてください。',
    move: 'スライダーを動かしてください。',
    tooShort: '短すぎます。',
    notValid: '求められている形式ではありません。',
    characters: '文字',
    value: '値',
  },
});
