// The shell blocks of the documentation that take long.
import { testScripts } from './testScripts.ts';

testScripts(true);
