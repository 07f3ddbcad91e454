/** Files that bundles carry as strings (lib/bundling/text-loaders.ts). */
declare module '*.html' {
  const text: string;
  export default text;
}

declare module '*.css' {
  const text: string;
  export default text;
}

/** A finished browser bundle as a string (lib/bundling/browser-bundle.ts). */
declare module 'ui:*' {
  const text: string;
  export default text;
}

declare module '*.svg' {
  const text: string;
  export default text;
}
