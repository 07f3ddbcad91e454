import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../contract';
import type { PasswordPolicy } from './model';

/** why: cheap on purpose. The file is the developer's own, and fifty simulated workers sign in within a second. */
const cost = { N: 1024, r: 8, p: 1 };

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('base64')}$${(await derive(password, salt)).toString('base64')}`;
}

export async function passwordMatches(password: string, stored: string | undefined): Promise<boolean> {
  // why: an unknown user costs as much time as a wrong password, so that the answer's delay tells nothing.
  const [salt = 'AAAA', hash = ''] = (stored ?? '').split('$');
  const given = await derive(password, Buffer.from(salt, 'base64'));
  const wanted = Buffer.from(hash, 'base64');
  return wanted.length === given.length && timingSafeEqual(given, wanted);
}

const symbols = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

export function checkPassword(password: string, policy: PasswordPolicy): void {
  const refuse = (reason: string) =>
    new ServiceError('InvalidPasswordException', `Password did not conform with policy: Password ${reason}`);
  if (password.length < policy.MinimumLength) throw refuse('not long enough');
  if (password.length > 256) throw refuse('too long');
  if (policy.RequireUppercase && !/[A-Z]/.test(password)) throw refuse('must have uppercase characters');
  if (policy.RequireLowercase && !/[a-z]/.test(password)) throw refuse('must have lowercase characters');
  if (policy.RequireNumbers && !/[0-9]/.test(password)) throw refuse('must have numeric characters');
  if (policy.RequireSymbols && !symbols.test(password)) throw refuse('must have symbol characters');
}

/** A password that meets every policy up to its length. */
export function temporaryPassword(policy: PasswordPolicy): string {
  const sets = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!@#%*-_=+'];
  const length = Math.max(12, policy.MinimumLength);
  const pick = (set: string) => set[randomInt(set.length)]!;
  const characters = Array.from({ length }, (_, index) => pick(sets[index % sets.length]!));
  for (let index = characters.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other]!, characters[index]!];
  }
  return characters.join('');
}
