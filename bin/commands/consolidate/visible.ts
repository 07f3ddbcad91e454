// C0 and C1 control characters, DEL, and the marks that turn the reading direction: what names in a file could do to a terminal.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A name from a file as it may be shown: control characters written out, long ones cut. */
export function visible(name: string, longest = 80): string {
  const cut = name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
  return withoutControls(cut);
}

export const withoutControls = (text: string): string =>
  text.replace(CONTROL, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Characters no object, worker or class name holds: the control characters but tab and line ends, which a quoted cell may hold. */
export const hasStrayControls = (name: string): boolean =>
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(name);
