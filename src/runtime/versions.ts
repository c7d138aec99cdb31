/** What a host speaks, and what two hosts speak with each other (chapter 10). */
import { limits } from '../../spec/registry/limits.ts';
import type { ChosenVersionsJson, VersionsJson } from '../protocol/index.ts';

/** What this implementation speaks. */
export const ownVersions: VersionsJson = {
  controlLeast: limits.controlVersion,
  controlMost: limits.controlVersion,
  stateLeast: limits.stateFormat,
  stateMost: limits.stateFormat,
  rebindLeast: limits.rebindVersion,
  rebindMost: limits.rebindVersion,
};

/** The highest versions that are in both ranges, or the reason why there are none. */
export function chooseVersions(
  offered: VersionsJson,
  own: VersionsJson,
): ChosenVersionsJson | 'unsupported-version' | 'unsupported-format' {
  const control = Math.min(offered.controlMost, own.controlMost);
  if (control < Math.max(offered.controlLeast, own.controlLeast)) return 'unsupported-version';
  const state = Math.min(offered.stateMost, own.stateMost);
  const rebind = Math.min(offered.rebindMost, own.rebindMost);
  if (state < Math.max(offered.stateLeast, own.stateLeast)) return 'unsupported-format';
  if (rebind < Math.max(offered.rebindLeast, own.rebindLeast)) return 'unsupported-format';
  return { control, state, rebind };
}

/** Whether what was chosen is in the ranges that were offered. */
export function judgeChoice(
  chosen: ChosenVersionsJson,
  own: VersionsJson,
): 'valid' | 'unsupported-version' | 'unsupported-format' {
  const isIn = (value: number, least: number, most: number): boolean => value >= least && value <= most;
  if (!isIn(chosen.control, own.controlLeast, own.controlMost)) return 'unsupported-version';
  const isGood =
    isIn(chosen.state, own.stateLeast, own.stateMost) && isIn(chosen.rebind, own.rebindLeast, own.rebindMost);
  return isGood ? 'valid' : 'unsupported-format';
}
