import { html, nothing, type TemplateResult } from 'lit';
import type { Command } from '../shared/full-page/commands';
import { message } from '../shared/messages';
import { icons } from './icons';
import { word } from './words';

export interface ToolbarState {
  canUndo: boolean;
  canRedo: boolean;
  canShrink: boolean;
  canGrow: boolean;
  keepsWords: boolean;
  /** What a model marked and nobody has looked at yet. */
  suggestions: number;
  command(id: string): Command | undefined;
  tooltip(id: string): string;
  onConfirmAll(): void;
  onRemoveAll(): void;
}

type Tool = 'undo' | 'redo' | 'smaller' | 'larger' | 'find';

/** What stands over the text. @param findBar where one looks for something */
export function renderToolbar(state: ToolbarState, findBar: TemplateResult | typeof nothing) {
  const { tooltip, command } = state;
  const tool = (id: Tool, isEnabled: boolean) =>
    html`<button type="button" class="tool" id=${id} title=${tooltip(id)} aria-label=${command(id)?.title ?? nothing} ?disabled=${!isEnabled} @click=${() => command(id)?.run()}>${icons[id]}</button>`;
  return html`<section class="toolbar" aria-label=${word('tools')}>
    <div class="group">
      ${tool('undo', state.canUndo)} ${tool('redo', state.canRedo)}
    </div>
    <div class="group">
      <button type="button" class="action" aria-pressed=${state.keepsWords} title=${tooltip('snap')} @click=${() => command('snap')?.run()}>${word('wholeWords')}</button>
      ${tool('smaller', state.canShrink)} ${tool('larger', state.canGrow)}
      ${tool('find', true)}
    </div>
    ${state.suggestions > 0 ? renderSuggestions(state) : nothing}
    ${findBar}
  </section>`;
}

function renderSuggestions({ suggestions, command, onConfirmAll, onRemoveAll }: ToolbarState) {
  return html`<div class="suggestions" role="group" aria-label=${message('suggested')}>
    <span>${word('suggestionsLeft')} <strong>${suggestions}</strong></span>
    <button type="button" class="action" @click=${() => command('unsure')?.run()}>${word('nextSuggestion')} <kbd aria-hidden="true">U</kbd></button>
    <button type="button" class="action" @click=${onConfirmAll}>${word('confirmAll')}</button>
    <button type="button" class="action" @click=${onRemoveAll}>${word('removeAll')}</button>
  </div>`;
}
