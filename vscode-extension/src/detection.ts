import { STACK_CONFIGURATION } from './generated/detection';

/** More than the server reads; such a file is not worth a look either. */
const LONGEST = 10 * 1024 * 1024;

/** Whether a text holds a configuration of a Llama Stack or OGX server, itself or embedded: as the server says. */
export function looksLikeStackConfiguration(text: string): boolean {
  if (text.length > LONGEST) {
    return false;
  }
  return STACK_CONFIGURATION.test(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
}
