/** Words of the elements, in the language of the page. */
const MESSAGES = {
  en: {
    submit: 'Submit',
    instructions: 'Instructions',
    moreInstructions: 'View full instructions',
    close: 'Close',
    chooseLabel: 'Choose a label before you submit.',
    labels: 'Labels',
    findLabel: 'Find a label',
    noLabelFound: 'No label matches.',
    picture: 'Picture to label',
    pictureFailed: 'The picture could not be loaded. Reload the page, or skip this task.',
    templateProblem: 'There is a mistake in the template of this task:',
    addComment: 'Add a comment',
    answers: 'Answers that would be submitted',
    suggested: 'Model’s suggestion',
    suggestionChosen: 'A model chose this. Check it.',
    clearSuggestion: 'Clear',
  },
  ja: {
    submit: '送信',
    instructions: '作業手順',
    moreInstructions: '作業手順をすべて見る',
    close: '閉じる',
    chooseLabel: 'ラベルを選んでから送信してください。',
    labels: 'ラベル',
    findLabel: 'ラベルを探す',
    noLabelFound: '当てはまるラベルはありません。',
    picture: 'ラベルを付ける画像',
    pictureFailed: '画像を読み込めませんでした。ページを再読み込みするか、このタスクをスキップしてください。',
    templateProblem: 'このタスクのテンプレートに誤りがあります。',
    addComment: 'コメントを追加',
    answers: '送信される回答',
    suggested: 'モデルの提案',
    suggestionChosen: 'モデルが選びました。確認してください。',
    clearSuggestion: '取り消す',
  },
} as const;

export type MessageKey = keyof (typeof MESSAGES)['en'];

export function message(key: MessageKey): string {
  const language = document.documentElement.lang.toLowerCase().startsWith('ja') ? 'ja' : 'en';
  return MESSAGES[language][key];
}
