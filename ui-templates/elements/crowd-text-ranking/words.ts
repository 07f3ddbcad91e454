import { phrases } from '../shared/phrases';

export const rankingWord = phrases({
  en: {
    rank: 'Rank the responses',
    prompt: 'Prompt',
    response: 'Response',
    ties: '(ties allowed)',
    rankAll: 'Give every response a rank before you submit.',
  },
  ja: {
    rank: '回答に順位を付ける',
    prompt: 'プロンプト',
    response: '回答',
    ties: '（同順位可）',
    rankAll: 'すべての回答に順位を付けてから送信してください。',
  },
});
