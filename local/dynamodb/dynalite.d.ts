/** The parts of dynalite we call without its HTTP server. */
declare module 'dynalite/db/index.js' {
  const db: {
    create(options: Record<string, unknown>): any;
    createKey(item: Record<string, any>, table: any): string;
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes(data: unknown, types: unknown): any;
    checkValidations(data: unknown, types: unknown, custom: unknown, store: unknown): void;
  };
  export default validations;
}

declare module 'dynalite/actions/*' {
  const action: (store: any, data: any, callback: (error: any, result?: any) => void) => void;
  export default action;
}

declare module 'dynalite/validations/*' {
  const validation: { types: any; custom?: any };
  export default validation;
}
