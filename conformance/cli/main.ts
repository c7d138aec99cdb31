#!/usr/bin/env node
/** The entry of the `xlmp` command. */
import process from 'node:process';
import { processTerminal } from '../../src/cli/index.ts';
import { runProgram } from './program.ts';

process.exitCode = await runProgram(process.argv.slice(2), processTerminal());
