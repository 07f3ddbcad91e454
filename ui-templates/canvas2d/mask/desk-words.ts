import type { Did, Note } from './mask-desk';
import { maskWord } from './mask-words';

type Word = Parameters<typeof maskWord>[0];

const NOTES: Record<Note, Word> = {
  'no-label': 'chooseLabel',
  locked: 'isLocked',
  'nothing-found': 'nothingFound',
  'no-pixels': 'noPixels',
  'too-few': 'tooFew',
  'no-holes': 'noHoles',
  'no-islands': 'noIslands',
};

const DID: Record<Did, Word> = {
  paint: 'painted',
  erase: 'erased',
  clear: 'cleared',
  holes: 'holesFilled',
  islands: 'islandsRemoved',
  relabel: 'relabelled',
};

/** What the worker is told. */
export const noteWord = (note: Note): string => maskWord(NOTES[note]);

/** What a step of the history is called. */
export const didWord = (did: Did): string => maskWord(DID[did]);
