// The shell blocks of the documentation, but for those that take long.
import { testScripts } from './testScripts.ts';

testScripts(false);
